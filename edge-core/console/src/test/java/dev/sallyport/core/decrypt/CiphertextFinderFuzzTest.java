package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Documents of any kind with markers in them: finds lie in order, none in another, and all can be replaced. */
class CiphertextFinderFuzzTest extends FuzzedReader {
    private static final List<Marker> MARKERS =
            List.of(new Marker("<<", ">>"), new Marker("<<<", ">>>"), new Marker("enc:", ";"), new Marker("é[", "]"));

    @Override
    protected void read(byte[] input) {
        Document document = Document.of(input);
        assertThat(document.bytes()).isEqualTo(input);
        int end = 0;
        Map<Found, Envelope> opened = new HashMap<>();
        for (Found found : CiphertextFinder.find(document, MARKERS)) {
            assertThat(found.place().start()).isGreaterThanOrEqualTo(end);
            end = found.place().end();
            assertThat(end).isGreaterThan(found.place().start());
            assertThat(found.offset()).isBetween(0L, (long) input.length);
            opened.put(found, Envelope.ofText("\"\\\n<"));
        }
        document.with(opened).bytes();
    }
}
