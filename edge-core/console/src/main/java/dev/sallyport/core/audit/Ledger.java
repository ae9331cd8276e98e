package dev.sallyport.core.audit;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Anchor.Kept;
import dev.sallyport.core.audit.LedgerFile.Head;
import dev.sallyport.core.audit.LedgerReader.Line;
import dev.sallyport.core.audit.LedgerState.Anchored;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Who did what: JSON lines in {@code HOME/ledger/ledger.jsonl}, each entry holding the hash of the one before.
 *
 * <p><b>What a check can prove.</b> An entry that was changed, removed from the middle, added or moved is found, and so is
 * an end that was cut off or added to, since the last entry's hash is noted apart in {@code head.json}, and the next one's
 * before it is written. All of this is against
 * accidents and against whoever changes lines without knowing the form. Who may write the whole folder can write a new
 * chain with a new head; only a head that was kept elsewhere shows that: the desktop's keyring follows the ledger of the
 * standard home, and {@code audit anchor} keeps a head in the account.
 *
 * <p>An entry is on the disk before {@link #append} returns. Several processes may append. After a crash a line that was
 * not written to its end is set aside in a file {@code torn-before-N.txt}, and entry N says so: nobody was told that it
 * had been written.
 */
public final class Ledger {
    static final String MEND = "ledger.mend";
    private static final AtomicBoolean FOLLOWED = new AtomicBoolean();

    private final LedgerFile file;
    private final Clock clock;
    private final Optional<Anchor> keyring;
    private final Optional<HeadKeeper> following;

    /** The ledger of {@code home}; nothing is created before the first use. */
    public Ledger(Home home, Clock clock) {
        this(home, clock, KeyringAnchor.of(home));
    }

    Ledger(Home home, Clock clock, Optional<Anchor> keyring) {
        this.keyring = keyring;
        this.following = keyring.map(anchor -> new HeadKeeper(
                anchor, home.root().resolve("ledger").resolve("keyring.lock"), this::holds));
        this.file = new LedgerFile(home.root().resolve("ledger"));
        this.clock = clock;
    }

    /**
     * Writes an entry.
     *
     * @throws SallyportException {@code SP-LEDGER} when it cannot be written; what was to be recorded must not happen
     */
    public LedgerEntry append(Deed deed) {
        LedgerEntry entry = locked(lines -> add(lines, mended(lines), deed));
        following.ifPresent(keeper -> {
            FOLLOWED.set(true);
            keeper.follow(entry);
        });
        return entry;
    }

    /**
     * Goes on only when entries can be written.
     *
     * @throws SallyportException {@code SP-LEDGER} when they cannot
     */
    public void requireWritable() {
        locked(lines -> {
            file.note(mended(lines));
            return true;
        });
    }

    /** All whole entries, oldest first. Lines that are none are left out here and found by {@link #verify}. */
    public List<LedgerEntry> entries() {
        return reading(lines -> {
            List<LedgerEntry> entries = new ArrayList<>();
            LedgerReader reader = new LedgerReader(lines, 0);
            for (Line line = reader.next(); line != null; line = reader.next()) {
                line.entry().ifPresent(entries::add);
            }
            return entries;
        });
    }

    /** Reads every line and compares it with its neighbours, with the head, and with the desktop's keyring. */
    public LedgerState verify() {
        return verify(List.of());
    }

    /**
     * As {@link #verify()}, and asks {@code more} places what they remember. One that cannot be asked breaks nothing and
     * says why.
     */
    public LedgerState verify(List<Anchor> more) {
        List<Anchored> anchors = Stream.concat(keyring.stream(), more.stream()).map(this::anchored).toList();
        LedgerState state = reading(lines -> LedgerCheck.of(lines, file.head()));
        Optional<Anchored> lost = anchors.stream()
                .filter(anchor -> Boolean.FALSE.equals(anchor.holds()))
                .findFirst();
        return lost.filter(anchor -> state.intact())
                .map(anchor -> new LedgerState(
                        false, state.entries(), state.head(), anchor.sequence(), anchor.said(), state.mends(), anchors))
                .orElseGet(() -> new LedgerState(
                        state.intact(),
                        state.entries(),
                        state.head(),
                        state.firstBroken(),
                        state.problem(),
                        state.mends(),
                        anchors));
    }

    private Anchored anchored(Anchor anchor) {
        try {
            List<Kept> kept = anchor.all();
            if (kept.isEmpty()) {
                return new Anchored(anchor.place(), null, null, "No head is kept in " + anchor.place() + ".");
            }
            Optional<Kept> lost = missing(kept);
            Kept told = lost.orElse(kept.getLast());
            String said = "Entry " + told.sequence() + ", which is kept in " + anchor.place()
                    + (lost.isPresent() ? ", is not in this ledger." : ", is in this ledger, and so is all before it.");
            return new Anchored(anchor.place(), told.sequence(), lost.isEmpty(), said);
        } catch (SallyportException e) {
            return new Anchored(anchor.place(), null, null, e.message());
        }
    }

    /** The first of them that is no entry of this ledger: it only grows, so each must be. */
    private Optional<Kept> missing(List<Kept> kept) {
        Map<Long, String> hashes = new HashMap<>();
        entries().forEach(entry -> hashes.put(entry.sequence(), entry.hash()));
        return kept.stream().filter(end -> !end.hash().equals(hashes.get(end.sequence()))).findFirst();
    }

    private boolean holds(Kept end) {
        return missing(List.of(end)).isEmpty();
    }

    /**
     * Keeps the end of the ledger in a place outside its folder.
     *
     * @return the end; nothing when the ledger is empty
     * @throws SallyportException {@code SP-ANCHOR} for a ledger that is not intact, or without what the place remembers;
     *     another when the place does not take it
     */
    public Optional<Kept> keep(Anchor anchor) {
        LedgerState state = verify(List.of(anchor));
        if (!state.intact()) {
            throw SallyportException.refused(
                    "SP-ANCHOR",
                    "The head is not kept: " + state.problem(),
                    "Find out with sallyport audit --verify what happened to the ledger, and begin another in its place.");
        }
        List<LedgerEntry> entries = entries();
        Optional<Kept> end = entries.isEmpty() ? Optional.empty() : Optional.of(Kept.of(entries.getLast()));
        end.ifPresent(anchor::keep);
        return end;
    }

    /** The end to go on from, after what a crash left behind has been put in order. */
    private Head mended(FileChannel lines) throws IOException {
        Optional<Head> noted = file.head();
        Head head = noted.orElse(Head.NONE);
        if (noted.isPresent() && head.bytes() == lines.size()) {
            return head;
        }
        if (head.bytes() > lines.size()) {
            // The end was cut off. The chain goes on from the head, so that the gap stays visible for ever.
            return new Head(head.sequence(), head.hash(), lines.size());
        }
        LedgerReader reader = new LedgerReader(lines, head.bytes());
        long strange = 0;
        for (Line line = reader.next(); line != null; line = reader.next()) {
            Head before = head;
            boolean announced = line.entry()
                    .filter(entry -> entry.hash().equals(before.next()) && entry.previous().equals(before.hash()))
                    .isPresent();
            strange += announced ? 0 : 1;
            head = line.entry()
                    .filter(entry -> entry.sequence() > before.sequence())
                    .map(entry -> new Head(entry.sequence(), entry.hash(), 0))
                    .orElse(before);
        }
        long end = reader.position();
        head = new Head(head.sequence(), head.hash(), end);
        if (end < lines.size()) {
            long torn = lines.size() - end;
            String aside = file.setAside(lines, end, head.sequence() + 1);
            Map<String, String> details = Map.of("bytes", Long.toString(torn), "file", aside);
            head = mending(lines, head, "a line cut short was set aside", details);
        }
        if (noted.isEmpty()) {
            head = mending(
                    lines, head, "the noted head was missing; an end that was cut off before would not show", Map.of());
        } else if (strange > 0) {
            Map<String, String> details = Map.of("lines", Long.toString(strange));
            head = mending(lines, head, "lines stood after the noted head that this program did not announce", details);
        }
        return head;
    }

    private Head mending(FileChannel lines, Head head, String outcome, Map<String, String> details) throws IOException {
        LedgerEntry entry = add(lines, head, new Deed("", "", MEND, "ledger.jsonl", "", outcome, details));
        return new Head(entry.sequence(), entry.hash(), lines.size());
    }

    private LedgerEntry add(FileChannel lines, Head head, Deed deed) throws IOException {
        LedgerEntry entry = LedgerEntry.of(
                head.sequence() + 1, clock.instant().truncatedTo(ChronoUnit.MILLIS), deed, head.hash());
        file.announce(new Head(head.sequence(), head.hash(), lines.size(), entry.hash()));
        LedgerFile.add(lines, entry.line());
        file.note(new Head(entry.sequence(), entry.hash(), lines.size()));
        return entry;
    }

    /** Waits, but not for long, until the desktop's keyring has the last head: before the program ends. */
    public static void settle() {
        if (FOLLOWED.get()) {
            HeadKeeper.settle();
        }
    }

    private <T> T locked(LedgerFile.Work<T> work) {
        return used(() -> file.locked(work));
    }

    private <T> T reading(LedgerFile.Work<T> work) {
        return used(() -> file.reading(work));
    }

    private interface Use<T> {
        T of() throws IOException;
    }

    private <T> T used(Use<T> use) {
        try {
            return use.of();
        } catch (IOException e) {
            throw unavailable(String.valueOf(e.getMessage())).causedBy(e);
        } catch (SallyportException e) {
            throw unavailable(e.message()).causedBy(e);
        }
    }

    private SallyportException unavailable(String why) {
        return SallyportException.unavailable(
                "SP-LEDGER",
                "The ledger " + file.lines() + " cannot be used: " + why,
                "Make its folder writable with space left on the disk; nothing is revealed or changed without it.");
    }
}
