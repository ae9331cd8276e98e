package dev.sallyport.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Configured;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.match.Glob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** The same question to the accounts of several profiles. */
final class AcrossAccounts {
    /** Each account has rates of its own; the machine has not. */
    private static final int AT_ONCE = 4;

    @Option(
            names = "--profiles",
            arity = "1..*",
            split = ",",
            paramLabel = "PATTERN",
            description = "Ask the accounts of all profiles that fit, such as 'prod-*'; names what could not be asked.")
    List<String> patterns = List.of();

    /** Whether several were named, by a pattern or one by one. */
    boolean isAsked(Sallyport root) {
        return !patterns.isEmpty() || root.options.profiles.size() > 1;
    }

    /** What one account answered. */
    record Answered<T>(String profile, String account, T answer) {
        /** A row of the answer with the account that it is of. */
        ObjectNode row(Object of) {
            ObjectNode row = Json.MAPPER.createObjectNode().put("account", account).put("profile", profile);
            JsonNode members = Json.MAPPER.valueToTree(of);
            members.properties().forEach(member -> row.set(member.getKey(), member.getValue()));
            return row;
        }

        /** A sentence about it. */
        String says(String sentence) {
            return profile + " (" + account + "): " + sentence;
        }
    }

    /**
     * What came of it.
     *
     * @param warnings a sentence for each account that did not answer or was there twice, and for each name without profile
     */
    record Answers<T>(List<Answered<T>> answered, List<String> warnings) {}

    private record One<T>(
            String profile, String account, @Nullable T answer, @Nullable SallyportException why) {}

    /**
     * Asks every account that a profile leads to, once.
     *
     * @throws SallyportException {@code SP-USAGE} where no profile fits; what the first said, where none answered
     */
    <T> Answers<T> ask(Sallyport root, Function<Session, T> question) {
        GlobalOptions options = root.options;
        boolean twice = !patterns.isEmpty() && !options.profiles.isEmpty();
        if (options.sandbox || options.instanceRole || twice) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "--profiles goes neither with --profile nor with --sandbox or --instance-role.",
                    "Leave one of them out.");
        }
        Chosen chosen = patterns.isEmpty() ? chosen(options.profiles, String::equals) : chosen(patterns, Glob::matches);
        List<String> profiles = chosen.profiles();
        List<One<T>> all = AtOnce.each(profiles, AT_ONCE, profile -> one(root, profile, question));
        List<Answered<T>> answered = new ArrayList<>();
        List<String> warnings = new ArrayList<>(chosen.warnings());
        Map<String, String> seen = new HashMap<>();
        for (One<T> one : all) {
            SallyportException why = one.why();
            T answer = one.answer();
            if (why != null || answer == null) {
                SallyportException said = Objects.requireNonNull(why);
                warnings.add(one.profile() + " was not asked: " + said.message() + " (" + said.code() + ")");
            } else if (seen.putIfAbsent(one.account(), one.profile()) != null) {
                warnings.add(one.profile() + " leads to account " + one.account() + " as " + seen.get(one.account())
                        + " does, and was counted once.");
            } else {
                answered.add(new Answered<>(one.profile(), one.account(), answer));
            }
        }
        if (answered.isEmpty()) {
            throw Objects.requireNonNull(all.getFirst().why());
        }
        return new Answers<>(List.copyOf(answered), List.copyOf(warnings));
    }

    /** The profiles that were meant, and a sentence for each word that means none. */
    private record Chosen(List<String> profiles, List<String> warnings) {}

    private static Chosen chosen(List<String> asked, BiPredicate<String, String> fits) {
        TreeSet<String> names = new TreeSet<>(Configured.here().profiles().profiles().keySet());
        List<String> fitting = names.stream()
                .filter(name -> asked.stream().anyMatch(word -> fits.test(word, name)))
                .toList();
        if (fitting.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "No profile fits " + String.join(", ", asked) + "; there are "
                            + (names.isEmpty() ? "none" : String.join(", ", names)) + ".",
                    "Name one of them, or a pattern with * and ?.");
        }
        List<String> unfit = asked.stream()
                .distinct()
                .filter(word -> names.stream().noneMatch(name -> fits.test(word, name)))
                .map(word -> "No profile fits " + word + ", so nothing was asked for it.")
                .toList();
        return new Chosen(fitting, unfit);
    }

    private static <T> One<T> one(Sallyport root, String profile, Function<Session, T> question) {
        GlobalOptions options = root.options;
        AccountChoice choice =
                new AccountChoice(false, profile, options.region, options.endpoint, options.readOnly);
        try (Session session = SandboxAccount.chosen(choice, root.home(), new TerminalPrompt(root.terminal))) {
            String account = session.identity().account();
            return new One<>(profile, account, question.apply(session), null);
        } catch (SdkException | SallyportException e) {
            // A fault of this program is no gap of one account.
            return new One<>(profile, "", null, AwsErrors.told(e));
        }
    }

    /** All rows of all answers, each with its account. */
    static <T, R> List<ObjectNode> rows(Answers<T> answers, Function<T, List<R>> rows) {
        List<ObjectNode> all = new ArrayList<>();
        for (Answered<T> one : answers.answered()) {
            rows.apply(one.answer()).forEach(row -> all.add(one.row(row)));
        }
        return all;
    }

    /** The gaps of all answers, each with its account. */
    static <T> List<String> warnings(Answers<T> answers, Function<T, List<String>> warnings) {
        List<String> all = new ArrayList<>(answers.warnings());
        for (Answered<T> one : answers.answered()) {
            warnings.apply(one.answer()).forEach(sentence -> all.add(one.says(sentence)));
        }
        return all;
    }
}
