package dev.sallyport.core.sandbox.logs;

import java.util.regex.Pattern;

/** Numbers as filter patterns and queries write them. */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,3})?");

    private Numbers() {}

    static boolean is(String text) {
        return NUMBER.matcher(text).matches();
    }
}
