//! The names of all methods of builtin types, as numbers.

macro_rules! names {
    ($($variant:ident $text:literal),* $(,)?) => {
        /// A method's name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum MethodName { $($variant),* }

        impl MethodName {
            /// All of them, in the order of their numbers.
            pub const ALL: &[MethodName] = &[$(MethodName::$variant),*];

            /// The method of that name, if a builtin type has one.
            #[must_use]
            pub fn from_text(text: &str) -> Option<MethodName> {
                match text {
                    $($text => Some(MethodName::$variant),)*
                    _ => None,
                }
            }

            /// Its name in Python.
            #[must_use]
            pub fn as_text(self) -> &'static str {
                match self {
                    $(MethodName::$variant => $text),*
                }
            }
        }
    };
}

names![
    Acquire "acquire", Add "add", AddNote "add_note", Append "append", AppendLeft "appendleft",
    AsIntegerRatio "as_integer_ratio", BitCount "bit_count", BitLength "bit_length",
    Cancel "cancel", Capitalize "capitalize", Casefold "casefold", Center "center",
    Clear "clear", Conjugate "conjugate", Copy "copy", Count "count", Decode "decode",
    Difference "difference", DifferenceUpdate "difference_update", Discard "discard",
    Done "done", Encode "encode", EndsWith "endswith", ExpandTabs "expandtabs",
    Extend "extend", ExtendLeft "extendleft", Find "find", Format "format", FormatMap "format_map",
    FromHex "fromhex", FromKeys "fromkeys", Get "get", GetName "get_name", Hex "hex",
    Index "index", Insert "insert", Intersection "intersection",
    IntersectionUpdate "intersection_update", IsAlnum "isalnum",
    IsAlpha "isalpha", IsAscii "isascii", IsDecimal "isdecimal", IsDigit "isdigit",
    IsDisjoint "isdisjoint", IsIdentifier "isidentifier", IsInteger "is_integer",
    IsLower "islower", IsNumeric "isnumeric", IsPrintable "isprintable",
    IsSpace "isspace", IsSubset "issubset", IsSuperset "issuperset",
    IsTitle "istitle", IsUpper "isupper", Items "items", Join "join", Keys "keys",
    LJust "ljust", LStrip "lstrip", Locked "locked", Lower "lower",
    MakeTrans "maketrans", Partition "partition", Pop "pop", PopItem "popitem", PopLeft "popleft",
    RFind "rfind", RIndex "rindex", RJust "rjust", RPartition "rpartition",
    RSplit "rsplit", RStrip "rstrip", Release "release", Remove "remove",
    RemovePrefix "removeprefix", RemoveSuffix "removesuffix", Replace "replace",
    Result "result", Reverse "reverse", Rotate "rotate", SetDefault "setdefault",
    Sort "sort", Split "split", SplitLines "splitlines",
    StartsWith "startswith", Strip "strip", SwapCase "swapcase",
    SymmetricDifference "symmetric_difference",
    SymmetricDifferenceUpdate "symmetric_difference_update", Title "title",
    Translate "translate", Union "union", Update "update", Upper "upper",
    Values "values", WithTraceback "with_traceback", ZFill "zfill",
    Send "send", Throw "throw", Close "close", AsyncSend "asend", AsyncThrow "athrow",
    AsyncClose "aclose", DunderAiter "__aiter__", DunderAnext "__anext__",
    IsSet "is_set", IsSetOld "isSet", Notify "notify", NotifyAll "notify_all",
    NotifyAllOld "notifyAll", Set "set", Wait "wait", WaitFor "wait_for",
    DunderAwait "__await__", DunderEnter "__enter__", DunderExit "__exit__",
    DunderInit "__init__", DunderNew "__new__", DunderRepr "__repr__", DunderStr "__str__",
    DunderFormat "__format__", DunderHash "__hash__", DunderGetAttribute "__getattribute__",
    DunderSetAttr "__setattr__", DunderDelAttr "__delattr__",
    DunderInitSubclass "__init_subclass__", DunderClassGetItem "__class_getitem__",
    DunderGetItem "__getitem__", DunderSetItem "__setitem__", DunderDelItem "__delitem__",
    DunderContains "__contains__", DunderLen "__len__", DunderBool "__bool__",
    DunderIter "__iter__", DunderNext "__next__", DunderNeg "__neg__", DunderPos "__pos__",
    DunderInvert "__invert__", DunderAbs "__abs__", DunderInt "__int__",
    DunderFloat "__float__", DunderIndex "__index__", DunderEq "__eq__", DunderNe "__ne__",
    DunderLt "__lt__", DunderLe "__le__", DunderGt "__gt__", DunderGe "__ge__",
    DunderAdd "__add__", DunderRAdd "__radd__", DunderSub "__sub__", DunderRSub "__rsub__",
    DunderMul "__mul__", DunderRMul "__rmul__", DunderTrueDiv "__truediv__",
    DunderRTrueDiv "__rtruediv__", DunderFloorDiv "__floordiv__",
    DunderRFloorDiv "__rfloordiv__", DunderMod "__mod__", DunderRMod "__rmod__",
    DunderPow "__pow__", DunderRPow "__rpow__", DunderLShift "__lshift__",
    DunderRLShift "__rlshift__", DunderRShift "__rshift__", DunderRRShift "__rrshift__",
    DunderOr "__or__", DunderROr "__ror__", DunderXor "__xor__", DunderRXor "__rxor__",
    DunderAnd "__and__", DunderRAnd "__rand__", Getter "getter", Setter "setter",
    Deleter "deleter",
];

impl MethodName {
    /// Whether it is a method with two underscores that all objects have.
    #[must_use]
    pub fn is_of_all_objects(self) -> bool {
        use MethodName::*;
        matches!(
            self,
            DunderInit
                | DunderNew
                | DunderRepr
                | DunderStr
                | DunderFormat
                | DunderHash
                | DunderGetAttribute
                | DunderSetAttr
                | DunderDelAttr
                | DunderInitSubclass
                | DunderEq
                | DunderNe
                | DunderLt
                | DunderLe
                | DunderGt
                | DunderGe
        )
    }

    /// Whether it is a method with two underscores that [`crate::object`] knows.
    #[must_use]
    pub fn is_of_objects(self) -> bool {
        let is_elsewhere = matches!(
            self,
            MethodName::DunderEnter
                | MethodName::DunderExit
                | MethodName::DunderAiter
                | MethodName::DunderAnext
                | MethodName::DunderAwait
        );
        self.as_text().starts_with("__") && !is_elsewhere
    }
}
