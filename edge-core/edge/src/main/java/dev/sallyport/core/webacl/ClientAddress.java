package dev.sallyport.core.webacl;

import dev.sallyport.core.match.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement takes the client's address from.
 *
 * @param header the forwarding header, null for the connection's own address
 * @param fallback MATCH or NO_MATCH, for a header that holds no valid address
 * @param position FIRST, LAST or ANY, of several addresses in the header
 */
record ClientAddress(@Nullable String header, String fallback, String position) {
    static final ClientAddress CONNECTION = new ClientAddress(null, "NO_MATCH", "FIRST");

    /**
     * The addresses of a request.
     *
     * @param addresses to inspect
     * @param decided the answer when there are none, else null
     */
    record Found(List<Address> addresses, @Nullable Truth decided) {
        private static Found decided(Truth truth) {
            return new Found(List.of(), truth);
        }
    }

    Found of(Evaluation evaluation) {
        WafRequest request = evaluation.request;
        if (header == null) {
            Address address = Address.parse(request.clientIp());
            return address == null ? Found.decided(Truth.UNKNOWN) : new Found(List.of(address), null);
        }
        if (request.hidesHeader(header)) {
            return Found.decided(Truth.UNKNOWN);
        }
        List<String> values = request.header(header);
        if (values.isEmpty()) {
            // "If the specified header isn't present in the request, WAF doesn't apply the rule."
            return Found.decided(Truth.FALSE);
        }
        List<Address> addresses = new ArrayList<>();
        String[] items = String.join(",", values).split(",", -1);
        int from = position.equals("LAST") ? items.length - 1 : 0;
        int to = position.equals("FIRST") ? 1 : items.length;
        for (int i = Math.max(0, from); i < Math.min(to, items.length); i++) {
            Address address = Address.parse(items[i]);
            if (address == null) {
                return Found.decided(Truth.of(fallback.equals("MATCH")));
            }
            addresses.add(address);
        }
        return addresses.isEmpty() ? Found.decided(Truth.of(fallback.equals("MATCH"))) : new Found(addresses, null);
    }
}
