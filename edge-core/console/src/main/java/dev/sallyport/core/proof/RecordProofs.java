package dev.sallyport.core.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.FieldSet;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Field;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.RingKey;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** What becomes of a sealed field: a planted record is stored through the edge, looked at, and opened. */
final class RecordProofs {
    private final AwsClients aws;
    private final Decrypter decrypter;
    private final String who;
    private final String account;
    private final Subject subject;
    private final String path;
    private final List<FieldSet> sets;
    private final String planted = "planted-" + UUID.randomUUID();
    private @Nullable String stored;

    /** {@code sets} are the fields that the stack seals. */
    RecordProofs(
            AwsClients aws,
            Decrypter decrypter,
            String who,
            String account,
            Subject subject,
            String path,
            List<FieldSet> sets) {
        this.aws = aws;
        this.decrypter = decrypter;
        this.who = who;
        this.account = account;
        this.subject = subject;
        this.path = path;
        this.sets = sets;
    }

    List<Check> checks() {
        return List.of(
                new Check("field-sealed", "A posted field is stored encrypted", Lag.EDGE, this::isStoredSealed),
                new Check("field-opens", "The operator can open the stored field", Lag.EDGE, this::opens),
                new Check(
                        "application-opens",
                        "An application that may invoke decrypt-fields has the field opened",
                        Lag.EDGE,
                        this::opensForApplications));
    }

    private Verdict isStoredSealed() throws InterruptedException {
        URI records = URI.create(subject.output("DistributionUrl") + path);
        ObjectNode record = Json.MAPPER.createObjectNode();
        sets.forEach(set -> record.put(first(set), planted));
        HttpProbe.Answer posted =
                HttpProbe.send("POST", records, Map.of("Content-Type", "application/json"), record.toString());
        String id = id(posted.body());
        if (posted.status() / 100 != 2 || id.isEmpty()) {
            return Verdict.of(false, "POST " + records + " → " + posted.summary());
        }
        HttpProbe.Answer read = HttpProbe.send("GET", URI.create(records + "/" + id), Map.of(), null);
        stored = read.body();
        boolean sealed = read.status() == 200
                && !read.body().contains(planted)
                && read.body().contains(subject.output("Prefix"))
                && read.body().contains(subject.output("Suffix"))
                && sets.stream().allMatch(set -> isUnder(set, read.body()));
        String fields = sets.stream().map(RecordProofs::first).collect(Collectors.joining(", "));
        return Verdict.of(sealed, "the record " + id + ", posted with the field " + fields + ", reads " + read.summary());
    }

    private static String first(FieldSet set) {
        return set.fields().stream().findFirst().orElse("");
    }

    private static boolean isUnder(FieldSet set, String record) {
        try {
            String value = Json.MAPPER.readTree(record).path(first(set)).asText();
            return value.startsWith(set.prefix()) && value.endsWith(set.suffix());
        } catch (JsonProcessingException noRecord) {
            return false;
        }
    }

    /** The keys of KMS under their markers; a key from a file opens nothing here. */
    private KeyRing ring() {
        Map<Marker, List<RingKey>> keys = new LinkedHashMap<>();
        for (FieldSet set : sets) {
            if (set.isStacks() || set.isInKms()) {
                String key = set.isStacks() ? subject.output("KeyAlias") : set.key();
                keys.put(
                        new Marker(set.prefix(), set.suffix()),
                        List.of(new RingKey.InKms(key, KeyRing.OAEP_SHA256)));
            }
        }
        return new KeyRing(keys);
    }

    private Verdict opens() {
        if (stored == null) {
            return Verdict.unknown("no stored record to open");
        }
        KeyRing ring = ring();
        Opened opened = decrypter.open(
                Document.of(stored),
                ring,
                new Reveal(who, account, subject.output("RecordsUri"), Reveal.OF_A_PROOF, Set.of(), Set.of()));
        boolean same = opened.failed() == 0
                && opened.decrypted() == ring.keys().size()
                && opened.fields().stream()
                        .map(Field::value)
                        .allMatch(value -> value != null && value.asText().equals(planted));
        String why = opened.fields().stream().map(Field::reason).reduce("", String::concat);
        if (same) {
            return Verdict.of(true, "the planted value came back whole with " + subject.output("KeyAlias"));
        }
        String evidence = opened.decrypted() + " opened, " + opened.failed() + " not. " + why;
        boolean unasked = opened.failed() > 0
                && opened.fields().stream()
                        .map(Field::status)
                        .allMatch(status -> status == FieldStatus.DENIED || status == FieldStatus.UNAVAILABLE);
        return unasked ? Verdict.unknown(evidence) : Verdict.of(false, evidence);
    }

    private Verdict opensForApplications() {
        if (stored == null) {
            return Verdict.unknown("no stored record to open");
        }
        String function = subject.output("DecryptFunctionArn");
        String asked = Json.MAPPER
                .createObjectNode()
                .put("document", stored)
                .put("reason", Reveal.OF_A_PROOF)
                .toString();
        InvokeResponse answer = aws.lambda(EdgeRegion.NAME)
                .invoke(request -> request.functionName(function).payload(SdkBytes.fromUtf8String(asked)));
        String payload = answer.payload().asUtf8String();
        boolean same = answer.functionError() == null && payload.contains(planted);
        return Verdict.of(
                same,
                same
                        ? "the planted value came back whole from " + function
                        : function + " answered " + (answer.functionError() == null ? "another document" : answer.functionError()));
    }

    private static String id(String body) {
        try {
            return Json.MAPPER.readTree(body).path("id").asText("");
        } catch (JsonProcessingException e) {
            throw SallyportException.unavailable("SP-NO-ANSWER", "The record store did not answer JSON.", "Look at its log.")
                    .causedBy(e);
        }
    }
}
