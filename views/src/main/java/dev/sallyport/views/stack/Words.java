package dev.sallyport.views.stack;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page of stacks says. */
final class Words {
    static final String TITLE = "Stacks";
    static final String READING = "Reading stacks";
    static final String READING_STACK = "Reading the stack";
    static final String BLUEPRINTS = "Blueprints";
    static final String CHOOSE_BLUEPRINT = "Set its parameters";
    static final String DEPLOYED = "Deployed stacks";
    static final String MISSING = "There is no stack %s in this account and Region.";
    static final String NAME = "Stack name";
    static final String NAME_MEANS = "What CloudFormation calls the stack.";
    static final String SHOW_PLAN = "Show the plan";
    static final String PLAN_LEFT = "The plan of %s was ready after you had left it. Ask for it again to see it.";
    static final String BACK = "Back to the parameters";
    static final String NO_CHANGE = "Nothing would change: the stack stands as asked.";
    static final String CHANGED_ELSEWHERE = "Changed by someone else since the last rollout";
    static final String OVERWRITE = "Overwrite what they changed";
    static final String NO_DETAIL = "The change set does not say what of it changes.";
    static final String WHOLE_RESOURCE = "%s: the whole resource.";
    static final String WEIGHT = "Share of the viewers";
    static final String STAGE = "Stage it first";
    static final String DEPLOY_MEANS = "The changes of the plan are made for all viewers, and proved.";
    static final String STAGE_MEANS =
            "A staging copy of the distribution is made, which serves its share of the viewers until it is promoted or"
                    + " taken away.";
    static final String PROMOTE = "Promote";
    static final String PROMOTE_MEANS = "The staging copy goes, and the stack is updated for all viewers and proved.";
    static final String PROMOTE_UNSURE =
            "The figures do not show that the copy is no worse. The copy goes all the same, and the stack is updated for"
                    + " all viewers and proved.";
    static final String PROMOTE_ONLY = "Only the promotion changes ";
    static final String UNSTAGE = "Take the copy away";
    static final String UNSTAGE_MEANS = "The staging copy goes, and all viewers get what stands.";
    static final String RESUME_MEANS = "The rollout that ended in the middle is carried to its end.";
    static final String VERIFY_MEANS = "The proofs of this blueprint write something into the stack, such as a record.";
    static final String RESUME = "Take it up again";
    static final String HISTORY = "History";
    static final String PROOFS = "Proofs";
    static final String EVENTS = "Events";
    static final String OUTPUTS = "Outputs";
    static final String VERIFY = "Run the proofs again";
    static final String CHANGE = "Change parameters";
    static final String ROLL_BACK = "Roll back";
    static final String DESTROY_MEANS =
            "The stack, its distribution and everything that it made are removed. Copies of edge functions stay at the"
                    + " edge for some hours; removal waits for them.";
    static final String ROLL_BACK_MEANS = "The last version whose proofs all held is deployed again and proved.";
    static final String NEVER_PROVED = "The proofs have not run yet.";
    static final String INTERRUPTED = "The process that carried this rollout has ended.";
    static final String SHOW_STACK = "Show the stack";
    static final String CLOSE = "Close";

    static final String OPTIONAL = "Optional";

    private static final Map<String, String> ABBREVIATIONS =
            Map.of("Acl", "ACL", "Arn", "ARN", "Api", "API", "Url", "URL", "Urls", "URLs", "Iam", "IAM", "Id", "id");

    private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private Words() {}

    /** How the proofs of so many stacks went; those of the rest say nothing, or did not run. */
    static String proved(long stacks, long holding, long failing) {
        if (holding == stacks) {
            return "every proof holds.";
        }
        long open = stacks - holding - failing;
        return Stream.of(part(holding, stacks, "every proof holds"), part(failing, stacks, "a proof fails"), part(open, stacks, "not every proof has an answer"))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", "))
                + ".";
    }

    /** What is so of the only stack needs no number. */
    private static Optional<String> part(long of, long stacks, String what) {
        return of == 0 ? Optional.empty() : Optional.of(stacks == 1 ? what : what + " for " + of);
    }

    /** A parameter's name in words: {@code Web acl arn} would be none, so what is an abbreviation stays one. */
    static String parameter(String name) {
        String[] words = WORD.split(name);
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            words[i] = ABBREVIATIONS.getOrDefault(word, i == 0 ? word : word.toLowerCase(Locale.ROOT));
        }
        return String.join(" ", words);
    }
}
