package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.FieldSet;
import dev.sallyport.core.blueprint.PublicKeyFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** The keys that fields are sealed for, where they are not the stack's own: looked at before anything is made. */
final class SealingKeys {
    private final AwsClients aws;

    SealingKeys(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * Fills in what only a look at the keys tells. Nothing changes where no parameter names one.
     *
     * @param values of the parameters
     * @throws SallyportException {@code SP-PARAMETER}; {@code SP-NOT-FOUND} or {@code SP-KEY-SPEC} for a key of KMS, {@code
     *     SP-PUBLIC-KEY} for a file
     */
    void fill(String stack, Map<String, String> values) {
        boolean isArn = !values.getOrDefault("KeyArn", "").isBlank();
        boolean isFile = !values.getOrDefault("PublicKeyFile", "").isBlank();
        if (!isArn && !isFile && values.getOrDefault("FieldSets", "").isBlank()) {
            return;
        }
        if (isArn && isFile) {
            throw SallyportException.badInput(
                    "SP-PARAMETER",
                    "KeyArn and PublicKeyFile both name the key.",
                    "Give one, and the other in FieldSets.");
        }
        List<FieldSet> sets = FieldSet.all(values);
        ArrayNode ring = Json.MAPPER.createArrayNode();
        Set<String> arns = new LinkedHashSet<>();
        for (FieldSet set : sets) {
            ObjectNode entry = ring.addObject().put("prefix", set.prefix()).put("suffix", set.suffix());
            if (set.isStacks()) {
                entry.put("key", "alias/" + stack);
            } else if (set.isInKms()) {
                String arn = inKms(set.key());
                entry.put("key", arn);
                arns.add(arn);
            } else {
                PublicKeyFile.read(set.key());
            }
        }
        FieldSet first = sets.getFirst();
        values.put("KeyRing", ring.toString());
        values.put("KeyArns", String.join(",", arns));
        values.put("Fields", String.join(",", first.fields()));
        values.put("Prefix", first.prefix());
        values.put("Suffix", first.suffix());
        values.put("KeyArn", first.isInKms() ? inKms(first.key()) : "");
        values.put("PublicKeyFile", first.isInKms() ? "" : first.key());
    }

    /**
     * A stack goes on with a key of its own, or with keys that are named. Without its own key CloudFormation would delete
     * it, and with it what opens the records that are there; and an edge that must wait for a new key would go first.
     *
     * @param standing values of the stack's parameters now
     * @param values of the parameters, filled in
     * @throws SallyportException {@code SP-KEY-STAYS}
     */
    static void requireSameOwner(String stack, Map<String, String> standing, Map<String, String> values) {
        boolean was = isOwn(standing);
        if (standing.containsKey("PublicKeyFile") && was != isOwn(values)) {
            throw SallyportException.refused(
                    "SP-KEY-STAYS",
                    stack + (was ? " seals for a key of its own, and nothing else opens its records."
                            : " seals for keys that were named, and making a key of its own would take its distribution down."),
                    "Make another stack for the other key, and give this one the parameters that it had.");
        }
    }

    private static boolean isOwn(Map<String, String> values) {
        return values.getOrDefault("KeyArn", "").isBlank() && values.getOrDefault("PublicKeyFile", "").isBlank();
    }

    /** The ARN of the key itself. */
    private String inKms(String key) {
        KeyMetadata found;
        try {
            found = aws.kms(Arns.of(key).flatMap(Arn::region).orElse(EdgeRegion.NAME))
                    .describeKey(request -> request.keyId(key))
                    .keyMetadata();
        } catch (NotFoundException e) {
            throw SallyportException.refused(
                            "SP-NOT-FOUND", "There is no key " + key + ".", "Name an RSA key of KMS by its ARN.")
                    .causedBy(e);
        }
        if (found.keyUsage() != KeyUsageType.ENCRYPT_DECRYPT || !found.keySpecAsString().startsWith("RSA_")) {
            throw SallyportException.refused(
                    "SP-KEY-SPEC",
                    key + " is of the spec " + found.keySpecAsString() + " for " + found.keyUsageAsString()
                            + ", and the edge seals for RSA keys that encrypt.",
                    "Name a key of the spec RSA_2048, RSA_3072 or RSA_4096 for ENCRYPT_DECRYPT.");
        }
        if (!Boolean.TRUE.equals(found.enabled())) {
            throw SallyportException.refused(
                    "SP-KEY-SPEC",
                    key + " is not enabled: " + found.keyStateAsString() + ".",
                    "Enable it, or name another.");
        }
        return found.arn();
    }
}
