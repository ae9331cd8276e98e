package dev.sallyport.core.sandbox.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class ListingTest {
    /** All but the unreserved characters of RFC 3986 section 2.3, and slashes. */
    @Example
    void namesThatDoNotFitIntoXmlAreEncodedWhereThatIsAsked() {
        assertThat(Listing.encoded("a*b~c d/é+", "url")).isEqualTo("a%2Ab~c%20d/%C3%A9%2B");
        assertThat(Listing.encoded("a*b c", null)).isEqualTo("a*b c");
    }

    @Property(tries = 500)
    void pagesTogetherGiveEveryKeyAndPrefixOnce(
            @ForAll @Size(max = 30) List<@Chars({'a', 'b', '/'}) @StringLength(min = 1, max = 6) String> names,
            @ForAll @Chars({'a', '/'}) @StringLength(max = 2) String prefix,
            @ForAll @IntRange(min = 1, max = 4) int max) {
        List<String> all = new TreeSet<>(names).stream().filter(name -> name.startsWith(prefix)).toList();
        SortedSet<String> expected = new TreeSet<>();
        for (String name : all) {
            int slash = name.indexOf('/', prefix.length());
            expected.add(slash < 0 ? "key " + name : "prefix " + name.substring(0, slash + 1));
        }
        List<String> seen = new ArrayList<>();
        Listing page = Listing.of(all, prefix, "/", null, max);
        for (int round = 0; round < 40; round++) {
            page.keys().forEach(key -> seen.add("key " + key));
            page.prefixes().forEach(rolled -> seen.add("prefix " + rolled));
            assertThat(page.keys().size() + page.prefixes().size()).isLessThanOrEqualTo(max);
            if (!page.truncated()) {
                break;
            }
            page = Listing.of(all, prefix, "/", page.last(), max);
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(seen)).isEqualTo(expected);
    }
}
