package dev.sallyport.core.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;

/** What CloudFront answers of distributions: its list, and each whole, which is kept while the list tells no change. */
final class Answers {
    /** Takes the rows of a page. */
    @FunctionalInterface
    interface EachPage {
        /**
         * Takes one.
         *
         * @param isLast whether no other page follows
         */
        void take(List<Answer> rows, boolean isLast);
    }

    private final AwsClients aws;
    private final Map<String, Answer> whole = new ConcurrentHashMap<>();
    private final Map<String, Row> listed = new ConcurrentHashMap<>();

    /** What the last list told of a distribution beside its configuration, such as that it is deployed by now. */
    private record Row(DistributionReader.About about, Answer.Version version) {}

    Answers(AwsClients aws) {
        this.aws = aws;
    }

    /** Reads the list page by page. What fails after the first page leaves what was read, and a warning. */
    void pages(List<String> warnings, EachPage each) {
        Set<String> ids = new HashSet<>();
        String marker = null;
        do {
            String from = marker;
            List<Answer> rows = new ArrayList<>();
            try {
                BeyondModel beyond = new BeyondModel();
                var page = aws.cloudFront()
                        .listDistributions(request -> request.marker(from).overrideConfiguration(beyond::watch))
                        .distributionList();
                page.items().forEach(item -> rows.add(Answer.listed(item, beyond)));
                marker = Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null;
            } catch (SdkException e) {
                SallyportException why = AwsErrors.translate(e);
                if (ids.isEmpty() || why.code().equals("SP-INTERRUPTED")) {
                    throw e;
                }
                warnings.add("Only the first " + ids.size() + " distributions were listed. " + why.message());
                each.take(List.of(), true);
                return;
            }
            // One that was made or removed meanwhile moves the others between pages.
            rows.removeIf(row -> !ids.add(row.id()));
            rows.forEach(row -> listed.put(row.id(), new Row(row.about(), row.version())));
            each.take(rows, marker == null);
        } while (marker != null);
    }

    /**
     * The whole of a listed distribution.
     *
     * @return empty when it is gone meanwhile, its row when it may not be read
     */
    Optional<Answer> whole(Answer row, Map<String, SallyportException> failed) {
        Answer known = whole.get(row.id());
        if (known != null && known.version().isSame(row.version())) {
            return Optional.of(known.as(row.about()));
        }
        try {
            return Optional.of(fetch(row.id()));
        } catch (NoSuchDistributionException goneMeanwhile) {
            return Optional.empty();
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            if (why.code().equals("SP-INTERRUPTED")) {
                throw e;
            }
            failed.put(row.id(), why);
            return Optional.of(row);
        }
    }

    /** The whole of a distribution as the last list tells it, asked for where that is not known. */
    Answer current(String id) {
        Answer known = whole.get(id);
        Row row = listed.get(id);
        return known != null && row != null && known.version().isSame(row.version()) ? known.as(row.about()) : fetch(id);
    }

    /** The whole of a distribution as it stands now. */
    Answer fetch(String id) {
        BeyondModel beyond = new BeyondModel();
        Answer answer = Answer.whole(
                aws.cloudFront().getDistribution(request -> request.id(id).overrideConfiguration(beyond::watch)), beyond);
        whole.put(id, answer);
        return answer;
    }
}
