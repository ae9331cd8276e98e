package dev.sallyport.core.decrypt;

import java.util.List;
import java.util.Map;

/**
 * How far a file is opened: what lies beside its draft while it is, and says from where the work goes on.
 *
 * @param source which file it was: its path, size, time and number
 * @param keys which keys under which markers, and which fields, as a hash
 * @param isJson whether the file is one JSON document
 * @param read bytes of the source that are done
 * @param written bytes of the draft that belong to them; what follows was not done to its end
 * @param listed bytes of the list of fields; zero where none is kept
 * @param natives values that CloudFront's own field-level encryption sealed
 * @param counts of fields, by status
 * @param tried names of the keys
 * @param openers names of those that opened one
 * @param places the first of those that were opened
 */
record BulkJournal(
        String source,
        String keys,
        boolean isJson,
        long read,
        long written,
        long listed,
        long natives,
        Map<String, Long> counts,
        List<String> tried,
        List<String> openers,
        List<String> places) {
    BulkJournal {
        counts = Map.copyOf(counts);
        tried = List.copyOf(tried);
        openers = List.copyOf(openers);
        places = List.copyOf(places);
    }

    /** Of a file of which nothing is done. */
    static BulkJournal none(String source, String keys, boolean isJson) {
        return new BulkJournal(source, keys, isJson, 0, 0, 0, 0, Map.of(), List.of(), List.of(), List.of());
    }

    long decrypted() {
        return counts.getOrDefault(FieldStatus.DECRYPTED.word(), 0L);
    }

    long fields() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
