package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** {@code Fn::Cidr}: cuts an address block into smaller ones. Source: AWS page "Fn::Cidr". */
final class Cidr {
    private static final String ARGUMENTS = "Template error: every Fn::Cidr object requires an address block, a count from 1 to"
            + " 256 and, for IPv6, the number of subnet bits";

    private Cidr() {}

    static JsonNode of(JsonNode argument) {
        if (Resolver.isUnknown(argument) || (argument.isArray() && contains(argument))) {
            return Resolver.UNKNOWN;
        }
        if (!argument.isArray() || argument.size() < 2 || argument.size() > 3) {
            throw new TemplateException(ARGUMENTS);
        }
        String[] block = argument.get(0).asText().split("/", 2);
        if (block.length != 2 || !block[0].matches("[0-9a-fA-F:.]{2,45}") || !block[1].matches("[0-9]{1,3}")) {
            throw new TemplateException(ARGUMENTS);
        }
        byte[] address = address(block[0]);
        int width = address.length * 8;
        int count = argument.get(1).asInt();
        int bits = argument.size() == 3 ? argument.get(2).asInt() : 8;
        int prefix = width - bits;
        if (count < 1 || count > 256 || bits < 1 || prefix < Integer.parseInt(block[1])) {
            throw new TemplateException(ARGUMENTS);
        }
        BigInteger step = BigInteger.ONE.shiftLeft(bits);
        int given = width - Integer.parseInt(block[1]);
        BigInteger start = new BigInteger(1, address).shiftRight(given).shiftLeft(given);
        if (step.multiply(BigInteger.valueOf(count)).compareTo(BigInteger.ONE.shiftLeft(given)) > 0) {
            throw new TemplateException("Template error: Fn::Cidr cannot cut " + count + " blocks out of " + argument.get(0).asText());
        }
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < count; i++) {
            blocks.add(text(start.add(step.multiply(BigInteger.valueOf(i))), address.length) + "/" + prefix);
        }
        return blocks;
    }

    private static boolean contains(JsonNode list) {
        for (JsonNode item : list) {
            if (Resolver.isUnknown(item)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new TemplateException(ARGUMENTS);
        }
    }

    private static String text(BigInteger address, int length) {
        byte[] raw = address.toByteArray();
        byte[] bytes = new byte[length];
        int size = Math.min(raw.length, length);
        System.arraycopy(raw, raw.length - size, bytes, length - size, size);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(Arrays.toString(bytes), e);
        }
    }
}
