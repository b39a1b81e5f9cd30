//! Asking for memory before it is needed.

/// Asks for an item that is needed soon. Any place is allowed: to tell whether there is an item would take as long as to
/// ask for what is there instead.
#[inline]
pub(crate) fn prefetch<T>(items: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        #[expect(unsafe_code, reason = "the one exception: there is no safe prefetch, and it neither reads nor writes")]
        // SAFETY: a prefetch has no effect but on the cache and never fails, whatever the pointer points to.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(items.as_ptr().wrapping_add(at).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (items, at);
}
