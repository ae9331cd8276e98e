package dev.sallyport.core.audit;

import dev.sallyport.core.audit.LedgerFile.Head;
import dev.sallyport.core.audit.LedgerReader.Line;
import dev.sallyport.core.audit.LedgerState.Mend;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads every line of a ledger and compares it with its neighbours and with the noted head. */
final class LedgerCheck {
    private LedgerCheck() {}

    static LedgerState of(FileChannel lines, Optional<Head> head) throws IOException {
        Head last = Head.NONE;
        long number = 0;
        List<Mend> mends = new ArrayList<>();
        LedgerReader reader = new LedgerReader(lines, 0);
        for (Line line = reader.next(); line != null; line = reader.next()) {
            number++;
            if (line.entry().isEmpty()) {
                return broken(last, number, "Line " + number + " is not the entry that was written.", mends);
            }
            LedgerEntry entry = line.entry().get();
            if (entry.sequence() != last.sequence() + 1 || !entry.previous().equals(last.hash())) {
                return broken(last, number, "Line " + number + " does not follow the entry before it.", mends);
            }
            if (entry.action().equals(Ledger.MEND)) {
                mends.add(new Mend(entry.sequence(), entry.time(), entry.outcome()));
            }
            last = new Head(entry.sequence(), entry.hash(), line.end());
        }
        if (head.isEmpty()) {
            return broken(
                    last,
                    number + 1,
                    "The noted head is missing or unreadable, so an end that was cut off would not show.",
                    mends);
        }
        Head noted = head.orElse(Head.NONE);
        if (noted.sequence() > last.sequence()) {
            return broken(
                    last,
                    number + 1,
                    "The end is cut off: entry " + noted.sequence() + " was written and is gone.",
                    mends);
        }
        // Ended between an entry and its head, the program leaves the head one entry behind, with the entry's hash in it.
        boolean announced = last.sequence() == noted.sequence() + 1 && noted.next().equals(last.hash());
        if (!announced && !noted.hash().equals(last.hash())) {
            return broken(last, number, "The head that was noted is not that of the last entry.", mends);
        }
        if (reader.position() < lines.size()) {
            return broken(last, number + 1, "After the last entry stands a line that does not end.", mends);
        }
        return new LedgerState(true, last.sequence(), last.hash(), null, "", mends, List.of());
    }

    private static LedgerState broken(Head last, long line, String problem, List<Mend> mends) {
        return new LedgerState(false, last.sequence(), last.hash(), line, problem, mends, List.of());
    }
}
