package dev.sallyport.core.webacl.transform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** Path normalisation: no repeated slash, no {@code .}, no {@code ..} except at the beginning. */
final class Paths {
    private Paths() {}

    static byte[] normalize(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        String path = new String(bytes, ISO_8859_1);
        boolean rooted = path.startsWith("/");
        boolean open = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
        List<String> kept = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (segment.equals("..") ? !rooted || !kept.isEmpty() : !segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        String normal = (rooted ? "/" : "") + String.join("/", kept);
        if (open && !normal.isEmpty() && !normal.endsWith("/") && !normal.endsWith("..")) {
            normal += "/";
        }
        return normal.getBytes(ISO_8859_1);
    }
}
