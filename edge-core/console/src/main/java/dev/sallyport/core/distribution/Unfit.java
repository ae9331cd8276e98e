package dev.sallyport.core.distribution;

import dev.sallyport.core.SallyportException;

/** The answer to a file from which no distribution can be read. */
final class Unfit {
    private Unfit() {}

    static SallyportException because(String sentence) {
        return because(sentence, "Give the output of aws cloudfront get-distribution --id ID --output json.");
    }

    static SallyportException because(String sentence, String next) {
        return SallyportException.badInput("SP-NO-DISTRIBUTION", sentence, next);
    }
}
