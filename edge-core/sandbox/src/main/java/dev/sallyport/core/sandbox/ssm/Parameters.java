package dev.sallyport.core.sandbox.ssm;

import dev.sallyport.core.Arns;
import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;

/** The parameters that are kept, each under its Region and name, checked as Systems Manager checks them. */
final class Parameters {
    private static final int MOST_LEVELS = 15;
    private static final int STANDARD_VALUE = 4096;
    private static final int ADVANCED_VALUE = 8192;

    private final Shelf<StoredParameter> shelf;
    private final SecureValues secure;
    private final Authorizer authorizer;
    private final Clock clock;

    Parameters(SandboxState state, SecureValues secure, Authorizer authorizer, Clock clock) {
        this.shelf = state.shelf("ssm/parameters", StoredParameter.class);
        this.secure = secure;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    private static String key(String name) {
        return Call.current().region() + " " + name;
    }

    static String arn(String name) {
        Call call = Call.current();
        return "arn:aws:ssm:" + call.region() + ":" + call.account() + ":parameter" + (name.startsWith("/") ? "" : "/")
                + name;
    }

    void require(String action, String name) {
        authorizer.require("ssm:" + action, arn(name), null, Map.of());
    }

    void requireAny(String action) {
        authorizer.require("ssm:" + action, "*", null, Map.of());
    }

    /** The names that an ARN or a name stands for, without the selector after the colon. */
    static String bare(@Nullable String nameOrArn) {
        String given = Fault.present(nameOrArn, "name", SsmFaults::invalid);
        if (Arns.isMeant(given)) {
            if (!Arns.isOf(given, "ssm", "parameter")) {
                throw SsmFaults.invalid("Invalid ARN: " + given);
            }
            List<String> parts = Arns.path(given);
            String path = String.join("/", parts.subList(1, parts.size()));
            // The ARN of a plain name and that of a path of one level look alike.
            return path.contains("/") ? "/" + path : path;
        }
        return given;
    }

    List<StoredParameter> all() {
        return shelf.valuesUnder(key(""));
    }

    Optional<StoredParameter> find(String name) {
        return shelf.get(key(name));
    }

    StoredParameter get(String name) {
        return find(name).orElseThrow(() -> SsmFaults.missing(name));
    }

    StoredParameter change(String name, UnaryOperator<StoredParameter> change) {
        return shelf.update(key(name), change).orElseThrow(() -> SsmFaults.missing(name));
    }

    boolean remove(String name) {
        return shelf.remove(key(name)).isPresent();
    }

    /** Puts a new parameter or another version; what was put. */
    synchronized StoredParameter put(PutParameterRequest request) {
        String name = bare(request.name());
        require("PutParameter", name);
        checkName(name);
        Optional<StoredParameter> had = find(name);
        if (had.isPresent() && !Boolean.TRUE.equals(request.overwrite())) {
            throw SsmFaults.exists();
        }
        if (had.isPresent() && request.hasTags() && !request.tags().isEmpty()) {
            throw SsmFaults.invalid("Invalid request: tags and overwrite can't be used together. To create a parameter with"
                    + " tags, please remove overwrite flag. To update tags for an existing parameter, please use"
                    + " AddTagsToResource or RemoveTagsFromResource.");
        }
        StoredParameter.Version next = version(name, request, had.map(StoredParameter::latest).orElse(null));
        StoredParameter changed = had.map(parameter -> parameter.with(next)).orElseGet(() -> {
            Map<String, String> tags = new TreeMap<>();
            request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
            return new StoredParameter(name, List.of(next), tags);
        });
        shelf.put(key(name), changed);
        return changed;
    }

    private StoredParameter.Version version(
            String name, PutParameterRequest request, StoredParameter.@Nullable Version before) {
        String value = Fault.present(request.value(), "value", SsmFaults::invalid);
        String given = request.typeAsString();
        if (given == null && before == null) {
            throw SsmFaults.invalid("A parameter type is required when you create a parameter.");
        }
        String type = given == null ? Objects.requireNonNull(before).type() : given;
        if (ParameterType.fromValue(type) == ParameterType.UNKNOWN_TO_SDK_VERSION) {
            throw SsmFaults.invalid("1 validation error detected: Value '" + type + "' at 'type' failed to satisfy"
                    + " constraint: Member must satisfy enum value set: [SecureString, StringList, String]");
        }
        String tier = tier(request.tierAsString(), value);
        String pattern = request.allowedPattern();
        if (pattern != null && !pattern.isEmpty()
                && BoundedRegex.of(pattern).find(value) != BoundedRegex.Answer.YES) {
            throw SsmFaults.pattern(pattern);
        }
        boolean sealed = type.equals("SecureString");
        String keyId = sealed ? Objects.requireNonNullElse(request.keyId(), SecureValues.DEFAULT_KEY) : null;
        return new StoredParameter.Version(
                before == null ? 1 : before.number() + 1,
                type,
                sealed ? secure.seal(keyId, arn(name), value) : value,
                clock.instant(),
                Call.current().caller().arn(),
                request.description() == null && before != null ? before.description() : request.description(),
                pattern,
                keyId,
                tier,
                Objects.requireNonNullElse(request.dataType(), "text"),
                List.of());
    }

    private static String tier(@Nullable String asked, String value) {
        String tier = asked == null ? "Standard" : asked;
        boolean large = value.length() > STANDARD_VALUE;
        if (value.length() > ADVANCED_VALUE) {
            throw SsmFaults.invalid("Parameter values are limited to " + ADVANCED_VALUE + " characters.");
        }
        if (tier.equals("Standard") && large) {
            throw SsmFaults.invalid("Standard tier parameters support a maximum parameter value of " + STANDARD_VALUE
                    + " characters. To create a larger parameter value, upgrade the parameter to use the"
                    + " advanced-parameter tier.");
        }
        return tier.equals("Intelligent-Tiering") ? large ? "Advanced" : "Standard" : tier;
    }

    private static void checkName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.matches("/?aws.*")) {
            throw Fault.of("Ssm", "AccessDeniedException", 400, "No access to reserved parameter name: " + name + ".");
        }
        boolean path = name.contains("/");
        boolean sound = name.matches("[a-zA-Z0-9_.\\-/]{1,1011}")
                && !lower.matches("/?ssm.*")
                && !name.endsWith("/")
                && !name.contains("//");
        if (!sound) {
            throw SsmFaults.invalid("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path,"
                    + " it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters,"
                    + " numbers and the following 3 symbols .-_");
        }
        if (path && !name.startsWith("/")) {
            throw SsmFaults.invalid("Parameter name must be a fully qualified name.");
        }
        if (name.chars().filter(c -> c == '/').count() > MOST_LEVELS) {
            throw SsmFaults.levels(MOST_LEVELS);
        }
    }

    /** A version in the API's shape, its value as the caller may see it. */
    Parameter shown(StoredParameter parameter, StoredParameter.Version version, @Nullable String selector, boolean open) {
        return Parameter.builder()
                .name(parameter.name())
                .arn(arn(parameter.name()))
                .type(version.type())
                .value(value(parameter, version, open))
                .version(version.number())
                .selector(selector == null ? null : ":" + selector)
                .lastModifiedDate(version.modified())
                .dataType(version.dataType())
                .build();
    }

    String value(StoredParameter parameter, StoredParameter.Version version, boolean open) {
        return open && version.keyId() != null
                ? secure.open(version.keyId(), arn(parameter.name()), version.value())
                : version.value();
    }
}
