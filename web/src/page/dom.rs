//! Short names for what is asked of the browser often.

use wasm_bindgen::JsCast;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlElement, Url, Window,
};

/// The window.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The element of the whole document.
pub fn root() -> HtmlElement {
    let root = document().document_element().expect("a document has a root");
    root.unchecked_into()
}

/// The element that keys go to.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Whether keys are being typed into a text.
pub fn is_typing() -> bool {
    let Some(element) = focused() else { return false };
    element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")
}

/// Gives an element the focus, if it can have it.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot be focused is left alone: nothing depends on it.
        element.focus().ok();
    }
}

/// Hands bytes to the visitor as a file.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Option<()> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// Sets a field of a JavaScript object.
pub fn set_field(object: &wasm_bindgen::JsValue, name: &str, value: &wasm_bindgen::JsValue) {
    // Only a frozen object refuses a field, and these are our own.
    js_sys::Reflect::set(object, &name.into(), value).ok();
}

/// A field of a JavaScript object; `undefined` where there is none.
pub fn field(object: &wasm_bindgen::JsValue, name: &str) -> wasm_bindgen::JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Tells of each change of an element's size until it is dropped.
pub struct Resizes {
    observer: web_sys::ResizeObserver,
    _tell: wasm_bindgen::closure::Closure<dyn FnMut()>,
}

impl Resizes {
    /// Begins to watch `element`.
    pub fn of(element: &Element, tell: impl FnMut() + 'static) -> Option<Resizes> {
        let tell = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(tell);
        let observer = web_sys::ResizeObserver::new(tell.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Resizes { observer, _tell: tell })
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
