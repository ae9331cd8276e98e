package dev.sallyport.core.distribution;

import dev.sallyport.core.match.PathPattern;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One distribution and what is weak about it.
 *
 * @param id such as {@code E2EXAMPLE12345}
 * @param arn of the distribution, empty when a saved configuration does not carry it
 * @param domainName such as {@code d111111abcdef8.cloudfront.net}, empty likewise
 * @param status {@code Deployed} or {@code InProgress}, empty likewise
 * @param enabled whether it answers at all
 * @param staging whether it is the copy of another for continuous deployment, which viewers do not call
 * @param rootObject what a request for {@code /} gets, such as {@code index.html}; empty for what the origin makes of it
 * @param comment what its owner wrote
 * @param aliases alternate domain names
 * @param origins all of them
 * @param behaviors in the order of evaluation, the default last
 * @param webAcl ARN of the web ACL, null when none
 * @param httpVersion highest offered, such as {@code http2and3}
 * @param lastModified null when not known
 * @param findings most severe first
 */
public record Distribution(
        String id,
        String arn,
        String domainName,
        String status,
        boolean enabled,
        boolean staging,
        String rootObject,
        String comment,
        List<String> aliases,
        List<Origin> origins,
        List<Behavior> behaviors,
        @Nullable String webAcl,
        String httpVersion,
        @Nullable Instant lastModified,
        List<Finding> findings) {

    /** What to call it: its first alias, else the comment, else the id. */
    public String name() {
        if (!aliases.isEmpty()) {
            return aliases.getFirst();
        }
        return comment.isBlank() ? id : comment;
    }

    /**
     * The behavior that takes a request: the first whose path pattern matches, the default last.
     *
     * @param path of the request, with or without its query string
     */
    public Optional<Behavior> behaviorFor(String path) {
        int query = path.indexOf('?');
        String asked = query < 0 ? path : path.substring(0, query);
        return behaviors.stream()
                .filter(behavior -> PathPattern.matches(behavior.pathPattern(), asked))
                .findFirst();
    }

    /** The same distribution with these findings, most severe first. */
    Distribution with(List<Finding> found) {
        return new Distribution(
                id,
                arn,
                domainName,
                status,
                enabled,
                staging,
                rootObject,
                comment,
                aliases,
                origins,
                behaviors,
                webAcl,
                httpVersion,
                lastModified,
                found.stream()
                        .sorted(Comparator.comparing(Finding::severity).reversed())
                        .toList());
    }

    /** The same distribution without the findings of that id. */
    Distribution without(String findingId) {
        return with(findings.stream().filter(finding -> !finding.id().equals(findingId)).toList());
    }

    /** Whether any finding is high or critical, and accepted by nobody. */
    public boolean isWeak() {
        return findings.stream().anyMatch(Finding::counts);
    }
}
