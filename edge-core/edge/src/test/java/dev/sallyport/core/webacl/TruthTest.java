package dev.sallyport.core.webacl;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Kleene's strong logic K3: the order FALSE, UNKNOWN, TRUE makes And the minimum and Or the maximum. */
class TruthTest {
    private static int rank(Truth truth) {
        return switch (truth) {
            case FALSE -> 0;
            case UNKNOWN -> 1;
            case TRUE -> 2;
        };
    }

    @Property
    void andIsTheMinimumAndOrTheMaximum(@ForAll Truth a, @ForAll Truth b) {
        assertThat(rank(a.and(b))).isEqualTo(Math.min(rank(a), rank(b)));
        assertThat(rank(a.or(b))).isEqualTo(Math.max(rank(a), rank(b)));
        assertThat(rank(a.not())).isEqualTo(2 - rank(a));
    }

    @Property
    void lawsHold(@ForAll Truth a, @ForAll Truth b, @ForAll Truth c) {
        assertThat(a.and(b).not()).isEqualTo(a.not().or(b.not()));
        assertThat(a.or(b).not()).isEqualTo(a.not().and(b.not()));
        assertThat(a.and(b.or(c))).isEqualTo(a.and(b).or(a.and(c)));
        assertThat(a.and(b.and(c))).isEqualTo(a.and(b).and(c));
        assertThat(a.not().not()).isEqualTo(a);
        assertThat(a.or(a.and(b))).isEqualTo(a);
    }
}
