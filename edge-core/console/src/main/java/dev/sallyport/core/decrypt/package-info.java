/** What does this field say, and may I know: ciphertexts in any text, the keys that open them, and the one who opens. */
@NullMarked
package dev.sallyport.core.decrypt;

import org.jspecify.annotations.NullMarked;
