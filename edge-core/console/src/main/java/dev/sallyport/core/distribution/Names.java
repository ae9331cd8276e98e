package dev.sallyport.core.distribution;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some of all names of headers or cookies: those listed, or all but those listed.
 *
 * @param allBut whether {@code listed} are the exceptions
 * @param listed in lower case, since the names of headers have no case
 */
record Names(boolean allBut, Set<String> listed) {
    static final Names ALL = new Names(true, Set.of());
    static final Names NONE = new Names(false, Set.of());

    static Names only(Collection<String> names) {
        return new Names(false, lower(names));
    }

    static Names allBut(Collection<String> names) {
        return new Names(true, lower(names));
    }

    private static Set<String> lower(Collection<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    boolean has(String name) {
        return allBut != listed.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether every name of {@code other} is among these. */
    boolean covers(Names other) {
        if (allBut) {
            return listed.stream().noneMatch(other::has);
        }
        return !other.allBut && listed.containsAll(other.listed);
    }
}
