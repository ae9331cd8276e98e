package dev.sallyport.core.webacl.transform;

/** Backslash escapes of JavaScript, CSS and C. */
final class Escapes {
    private Escapes() {}

    static byte[] javaScript(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] != '\\' || i + 1 == bytes.length) {
                out.add(bytes[i++]);
                continue;
            }
            int c = bytes[i + 1];
            int unit = c == 'u' ? Decoding.four(bytes, i + 2) : -1;
            if (unit >= 0) {
                out.add(Decoding.narrow(unit));
                i += 6;
            } else if (c == 'x' && hexPair(bytes, i + 2) >= 0) {
                out.add(hexPair(bytes, i + 2));
                i += 4;
            } else if (octalDigits(bytes, i + 1, 3) > 0) {
                int digits = octalDigits(bytes, i + 1, 3);
                out.add(octal(bytes, i + 1, digits));
                i += 1 + digits;
            } else {
                int control = control(c);
                out.add(control >= 0 ? control : c);
                i += 2;
            }
        }
        return out.toBytes();
    }

    static byte[] ansiC(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] != '\\' || i + 1 == bytes.length) {
                out.add(bytes[i++]);
                continue;
            }
            int c = bytes[i + 1];
            int octals = octalDigits(bytes, i + 1, c == '0' ? 4 : 3);
            if (control(c) >= 0) {
                out.add(control(c));
                i += 2;
            } else if (c == '\\' || c == '?' || c == '\'' || c == '"') {
                out.add(c);
                i += 2;
            } else if (c == 'x' && hexPair(bytes, i + 2) >= 0) {
                out.add(hexPair(bytes, i + 2));
                i += 4;
            } else if (octals > 0) {
                out.add(octal(bytes, i + 1, octals));
                i += 1 + octals;
            } else {
                out.add(bytes[i++]);
            }
        }
        return out.toBytes();
    }

    static byte[] css(byte[] bytes) {
        Buffer out = new Buffer(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] != '\\' || i + 1 == bytes.length) {
                if (bytes[i] != '\\') {
                    out.add(bytes[i]);
                }
                i++;
                continue;
            }
            i++;
            int digits = 0;
            while (digits < 6 && Buffer.hexDigit(bytes, i + digits) >= 0) {
                digits++;
            }
            if (digits > 0) {
                out.add(cssCharacter(bytes, i, digits));
                i += digits;
                if (i < bytes.length && Cleaning.space(bytes[i])) {
                    i++;
                }
            } else {
                if (bytes[i] != '\n') {
                    out.add(bytes[i]);
                }
                i++;
            }
        }
        return out.toBytes();
    }

    /** The last two digits count; the full-width range is seen when nothing but zeros stands before its four. */
    private static int cssCharacter(byte[] bytes, int at, int digits) {
        int value = 0;
        for (int k = at; k < at + digits; k++) {
            value = value << 4 | Buffer.hexDigit(bytes, k);
        }
        return Decoding.narrow(value);
    }

    private static int hexPair(byte[] bytes, int at) {
        int high = Buffer.hexDigit(bytes, at);
        int low = Buffer.hexDigit(bytes, at + 1);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int octalDigits(byte[] bytes, int at, int most) {
        int count = 0;
        while (count < most && at + count < bytes.length && bytes[at + count] >= '0' && bytes[at + count] <= '7') {
            count++;
        }
        // Three digits above \377 do not fit a byte.
        return count == 3 && most == 3 && bytes[at] > '3' ? 2 : count;
    }

    private static int octal(byte[] bytes, int at, int digits) {
        int value = 0;
        for (int k = at; k < at + digits; k++) {
            value = value * 8 + bytes[k] - '0';
        }
        return value;
    }

    private static int control(int letter) {
        return switch (letter) {
            case 'a' -> 7;
            case 'b' -> 8;
            case 'f' -> 12;
            case 'n' -> 10;
            case 'r' -> 13;
            case 't' -> 9;
            case 'v' -> 11;
            default -> -1;
        };
    }
}
