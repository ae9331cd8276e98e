package dev.sallyport.core.bucket;

import dev.sallyport.core.account.AtOnce;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the folders of a bucket down to where the keys tell the time, so that what is older or newer than a span
 * is not even listed.
 */
final class BucketWalk {
    /** As many folders as one page has; a folder of more is listed as a whole, which costs less. */
    private static final int MOST_FOLDERS = 1000;

    private static final int DEEPEST = 12;

    /** A folder of a year, or of a whole date; the first group is what stands before the year. */
    private static final Pattern YEAR = Pattern.compile("((?:[A-Za-z_-]+=)?)\\d{4}(?:-\\d\\d.*)?/");

    private final BucketPages pages;
    private final TimeSpan span;
    private final int atOnce;

    BucketWalk(BucketPages pages, TimeSpan span, int atOnce) {
        this.pages = pages;
        this.span = span;
        this.atOnce = atOnce;
    }

    /**
     * What is to be listed.
     *
     * @param dated keys whose names tell that they are of the span
     * @param undated keys whose names tell nothing
     * @param loose objects that were found on the way; their names tell nothing
     */
    record Parts(List<KeyRange> dated, List<KeyRange> undated, List<LogObject> loose) {
        static Parts whole(KeyRange range) {
            return new Parts(List.of(), List.of(range), List.of());
        }
    }

    Parts parts(String prefix) {
        Optional<Layout> inside = layout(prefix, null).filter(layout -> layout.root().length() < prefix.length());
        if (inside.isPresent()) {
            List<KeyRange> ranges = layouts(inside.get()).stream()
                    .map(layout -> layout.range(span).within(prefix))
                    .toList();
            return new Parts(ranges, List.of(), List.of());
        }
        Parts all = new Parts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> folders = List.of(prefix);
        for (int depth = 0; !folders.isEmpty(); depth++) {
            if (depth == DEEPEST || folders.size() > MOST_FOLDERS) {
                folders.forEach(folder -> all.undated().add(KeyRange.under(folder)));
                break;
            }
            List<String> below = new ArrayList<>();
            for (Node node : AtOnce.each(folders, atOnce, this::node)) {
                all.dated().addAll(node.parts().dated());
                all.undated().addAll(node.parts().undated());
                all.loose().addAll(node.parts().loose());
                below.addAll(node.below());
            }
            folders = below;
        }
        return all;
    }

    /** A folder, and those below it that must be looked into. */
    private record Node(Parts parts, List<String> below) {}

    private Node node(String folder) {
        Map<String, List<String>> years = new LinkedHashMap<>();
        Set<Layout> files = new LinkedHashSet<>();
        List<LogObject> loose = new ArrayList<>();
        List<String> below = new ArrayList<>();
        String token = null;
        String after = null;
        do {
            BucketPages.Page page = pages.folder(folder, token, after);
            for (String child : page.folders()) {
                Matcher year = YEAR.matcher(child.substring(folder.length()));
                if (year.matches()) {
                    years.computeIfAbsent(year.group(1), name -> new ArrayList<>()).add(child);
                } else {
                    below.add(child);
                }
            }
            Layout last = null;
            for (LogObject object : page.objects()) {
                last = Layout.of(object).filter(one -> one.root().length() > folder.length()).orElse(null);
                if (last == null) {
                    loose.add(object);
                } else {
                    files.add(last);
                }
            }
            token = page.next();
            if (token != null && last != null && endsIn(page, last)) {
                // The files of one distribution have full stop and year alike; nothing needs the rest of them here.
                token = null;
                after = last.root() + '~';
            } else {
                after = null;
            }
        } while (token != null || after != null);
        List<KeyRange> dated = new ArrayList<>();
        List<KeyRange> undated = new ArrayList<>();
        files.forEach(layout -> dated.add(layout.range(span)));
        years.forEach((name, children) -> {
            Optional<Layout> first = layout(children.getFirst(), null);
            if (first.isEmpty()) {
                children.forEach(child -> undated.add(KeyRange.under(child)));
            } else if (first.get().root().equals(folder)) {
                layouts(first.get()).forEach(layout -> dated.add(layout.range(span)));
            } else {
                below.addAll(children);
            }
        });
        return new Node(new Parts(dated, undated, loose), below);
    }

    private static boolean endsIn(BucketPages.Page page, Layout files) {
        return page.folders().isEmpty() || page.folders().getLast().compareTo(files.root()) < 0;
    }

    /** The layouts of a root: the one that a key of it has, and the one about the beginning of the span. */
    private Set<Layout> layouts(Layout known) {
        Set<Layout> layouts = new LinkedHashSet<>(List.of(known));
        if (span.since() != null) {
            layout(known.root() + known.between().getFirst(), known.day(span.since()))
                    .filter(one -> one.root().equals(known.root()))
                    .ifPresent(layouts::add);
        }
        return layouts;
    }

    private Optional<Layout> layout(String prefix, @Nullable String after) {
        return pages.first(prefix, after).flatMap(Layout::of);
    }
}
