//! Serves a built page on loopback, with the headers that let it share memory between threads.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use tiny_http::{Header, Request, Response, Server};

/// What makes a page cross-origin isolated, which browsers require before memory is shared.
const ISOLATION: [(&str, &str); 3] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// Serves until it is interrupted.
pub fn serve(folder: &Path, port: u16) -> Result<ExitCode, String> {
    if !folder.join("index.html").is_file() {
        return Err(format!(
            "{} holds no built page; build one with `cargo xtask dist`",
            folder.display()
        ));
    }
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    eprintln!("serving {} at http://{}/", folder.display(), server.server_addr());
    for request in server.incoming_requests() {
        // A browser that went away while it was answered is no reason to end.
        let _gone = answer(folder, request);
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(folder: &Path, request: Request) -> std::io::Result<()> {
    let found = file_of(request.url()).map(|path| folder.join(path));
    match found.filter(|path| path.is_file()).map(|path| (File::open(&path), path)) {
        Some((Ok(file), path)) => {
            let mime = mime_guess::from_path(&path).first_or_octet_stream();
            let mut response = Response::from_file(file)
                .with_header(header("Content-Type", mime.essence_str()))
                .with_header(header("Cache-Control", "no-cache"));
            for (name, value) in ISOLATION {
                response.add_header(header(name, value));
            }
            request.respond(response)
        }
        _ => request.respond(Response::from_string("not found\n").with_status_code(404)),
    }
}

/// The file that an address names, or nothing where it would leave the folder.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| path.to_owned())
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::{PathBuf, file_of};

    #[test]
    fn addresses_stay_inside_the_folder() {
        assert_eq!(file_of("/"), Some(PathBuf::from("index.html")));
        assert_eq!(file_of("/worker/worker.js?v=1"), Some(PathBuf::from("worker/worker.js")));
        assert_eq!(file_of("/../secret"), None);
        assert_eq!(file_of("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
    }
}
