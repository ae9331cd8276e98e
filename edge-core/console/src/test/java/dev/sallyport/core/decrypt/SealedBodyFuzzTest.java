package dev.sallyport.core.decrypt;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;

/** What stands between markers, and what a key opens: read, or refused as corrupt. */
class SealedBodyFuzzTest extends FuzzedReader {
    @Override
    protected void read(byte[] input) {
        Envelope.read(input).text();
        try {
            SealedBody body = SealedBody.parse(new String(input, StandardCharsets.UTF_8));
            body.note();
            Envelope.read(body.envelope(body.block().clone())).text();
        } catch (CannotOpen refused) {
            // As declared.
        }
    }
}
