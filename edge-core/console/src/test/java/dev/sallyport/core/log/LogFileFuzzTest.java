package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.fuzz.FuzzedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Files of any log, unpacked and taken apart as for the store: plain, gzip, zip, JSON of any form. */
class LogFileFuzzTest extends FuzzedReader {
    @Override
    protected void read(byte[] input) throws IOException {
        Path file = file("log", input);
        try (StoreFolder store = StoreFolder.create(new Home(folder.resolve("home")))) {
            SourceFiles files = new SourceFiles(store);
            LogSource source = files.open(LogFile.named(file), new ArrayList<>()).orElseThrow();
            for (SourceFiles.Part part : files.parts(source)) {
                WafLines.read(part.lines(), (line, number) -> {});
                new RawLines(part.lines(), true).line(1);
            }
        } catch (SallyportException refused) {
            Files.delete(file);
        }
    }
}
