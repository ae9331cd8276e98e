package dev.sallyport.core.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.fuzz.FuzzedReader;
import java.io.IOException;

/** Files that should hold distributions, as JSON or YAML: read and judged, or refused by name. */
class SavedDistributionsFuzzTest extends FuzzedReader {
    @Override
    protected void read(byte[] input) throws IOException {
        try {
            SavedDistributions.read(file("saved.json", input));
        } catch (SallyportException refused) {
            // As declared.
        }
    }
}
