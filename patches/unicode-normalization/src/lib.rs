//! Takes the place of the parser's tables of Unicode normalisation, which alone would be a twentieth of
//! the engine's download: a browser normalises text by itself. Only what the parser asks for is here:
//! names are compared in the form NFKC, as in Python.

/// Normalises text.
pub trait UnicodeNormalization {
    /// Its characters in the form NFKC.
    fn nfkc(&self) -> std::vec::IntoIter<char>;
}

impl UnicodeNormalization for str {
    fn nfkc(&self) -> std::vec::IntoIter<char> {
        normalized(self).chars().collect::<Vec<_>>().into_iter()
    }
}

/// Whether a text is in the form NFKC.
#[must_use]
pub fn is_nfkc(text: &str) -> bool {
    text.is_ascii() || normalized(text) == text
}

#[cfg(target_family = "wasm")]
fn normalized(text: &str) -> String {
    String::from(js_sys::JsString::from(text).normalize("NFKC"))
}

#[cfg(not(target_family = "wasm"))]
fn normalized(text: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}
