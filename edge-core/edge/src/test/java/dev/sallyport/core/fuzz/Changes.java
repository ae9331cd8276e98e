package dev.sallyport.core.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes of inputs, always the same ones for the same seed. */
final class Changes {
    private static final byte[] TELLING = {0, '\n', '\r', '\t', ' ', '"', '\\', '{', '}', '[', ']', ':', ',', '%', '-', -1};

    private Changes() {}

    /** One of the inputs, changed in one to four ways. */
    static byte[] of(List<byte[]> inputs, Random random) {
        byte[] changed = inputs.get(random.nextInt(inputs.size()));
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(changed.length + 1);
            int to = at + random.nextInt(Math.min(64, changed.length - at) + 1);
            byte[] other = inputs.get(random.nextInt(inputs.size()));
            int from = random.nextInt(other.length + 1);
            changed = switch (random.nextInt(6)) {
                case 0 -> joined(changed, at, new byte[] {TELLING[random.nextInt(TELLING.length)]}, at);
                case 1 -> joined(changed, at, new byte[] {(byte) random.nextInt(256)}, Math.min(at + 1, changed.length));
                case 2 -> joined(changed, at, new byte[0], to);
                case 3 -> joined(changed, at, Arrays.copyOfRange(changed, at, to), at);
                case 4 -> joined(changed, at, Arrays.copyOfRange(other, from, other.length), changed.length);
                default -> Arrays.copyOf(changed, at);
            };
        }
        return changed;
    }

    /** Everything but what stands from {@code at} to {@code to}, and {@code between} in its place. */
    private static byte[] joined(byte[] input, int at, byte[] between, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length + between.length);
        out.write(input, 0, at);
        out.writeBytes(between);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }
}
