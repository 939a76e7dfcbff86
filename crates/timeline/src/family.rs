//! The order of task lanes: each task below its parent, siblings in the order of their ids.

use trace::{TaskId, TaskInfo};

/// Every task once, with its depth below the main task.
pub(crate) fn family_order(tasks: &[TaskInfo]) -> Vec<(TaskId, u32)> {
    let mut children: Vec<Vec<TaskId>> = vec![Vec::new(); tasks.len()];
    let mut roots = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        let id = TaskId(index as u32);
        match task.parent.filter(|parent| parent.index() < tasks.len()) {
            Some(parent) => children[parent.index()].push(id),
            None => roots.push(id),
        }
    }
    let mut seen = vec![false; tasks.len()];
    let mut order = Vec::with_capacity(tasks.len());
    // Tasks in a circle of parents, which only a damaged trace has, come last as roots.
    let all = (0..tasks.len()).map(|index| TaskId(index as u32));
    for root in roots.into_iter().chain(all) {
        let mut stack = vec![(root, 0)];
        while let Some((task, depth)) = stack.pop() {
            if std::mem::replace(&mut seen[task.index()], true) {
                continue;
            }
            order.push((task, depth));
            let own = children[task.index()].iter().rev();
            stack.extend(own.map(|child| (*child, depth + 1)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::family_order;
    use trace::{TaskId, TaskInfo, TaskKind};

    fn tasks(parents: &[Option<u32>]) -> Vec<TaskInfo> {
        let task = |parent: &Option<u32>| TaskInfo {
            name: String::new(),
            kind: TaskKind::Thread,
            parent: parent.map(TaskId),
        };
        parents.iter().map(task).collect()
    }

    fn order(parents: &[Option<u32>]) -> Vec<(u32, u32)> {
        family_order(&tasks(parents)).into_iter().map(|(task, depth)| (task.0, depth)).collect()
    }

    #[test]
    fn children_stand_below_their_parents() {
        let parents = [None, Some(0), Some(0), Some(1), Some(2)];
        assert_eq!(order(&parents), [(0, 0), (1, 1), (3, 2), (2, 1), (4, 2)]);
    }

    #[test]
    fn a_circle_of_parents_loses_nobody() {
        assert_eq!(order(&[None, Some(2), Some(1), Some(9)]), [(0, 0), (3, 0), (1, 0), (2, 1)]);
    }
}
