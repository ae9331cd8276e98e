package dev.sallyport.views.log;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.RejectedLine;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Unmasking;
import dev.sallyport.views.log.LogModel.Shown;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Single records, and lines that are none: to look at and to copy, masked as the page is. */
final class LogRecords {
    private static final int REJECTED_SHOWN = 200;

    private final Desk desk;
    private final LogModel model;
    private final Unmasking unmasking;
    private final Background.Lane reading;

    LogRecords(Desk desk, LogModel model, Unmasking unmasking) {
        this.desk = desk;
        this.model = model;
        this.unmasking = unmasking;
        this.reading = desk.background().lane();
    }

    /** What is being read is not wanted any more. */
    void cancel() {
        reading.cancel();
    }

    void read(LogStore store, LogKind kind, LogRow row) {
        reading.load("Reading a record", () -> read(store, kind, row.id(), unmasking.or(store.masking())))
                .stoppable()
                .onSuccess(shown -> model.record.set(Optional.of(shown)))
                .run();
    }

    private static Shown read(LogStore store, LogKind kind, long id, Masking masking) {
        // Read anew, since the row may have been read with other masks.
        LogRow whole = store.browse(kind, masking).row(id).orElseGet(() -> new LogRow(id, Map.of()));
        String line = store.line(kind, id, masking).orElse("");
        // A record that cannot be explained is still a record.
        Optional<LoggedRequest> request =
                kind == LogKind.WAF ? LoggedRequest.find(store, id, masking) : Optional.empty();
        return new Shown(kind, whole, request, line);
    }

    void copy(LogStore store, LogKind kind, LogRow row) {
        reading.load("Reading a record", () -> store.line(kind, row.id(), unmasking.or(store.masking())))
                .quietly()
                .onSuccess(line -> line.ifPresentOrElse(
                        text -> {
                            Copy.text(text);
                            desk.activity().done(text.contains(Masking.MARK) ? Words.COPIED_MASKED : Words.COPIED);
                        },
                        () -> desk.activity().wrong(Words.GONE)))
                .run();
    }

    void showRejected(LogStore store) {
        reading.load("Reading rejected lines", () -> store
                        .rejected(REJECTED_SHOWN, unmasking.or(store.masking()))
                        .stream()
                        .map(LogRecords::rejectedLine)
                        .collect(Collectors.joining("\n")))
                .onSuccess(model.rejected::set)
                .run();
    }

    private static String rejectedLine(RejectedLine line) {
        return line.source() + ":" + line.number() + "  " + line.reason() + "  " + line.text();
    }
}
