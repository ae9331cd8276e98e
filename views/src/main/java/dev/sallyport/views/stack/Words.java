package dev.sallyport.views.stack;

/** What the page of stacks says. */
final class Words {
    static final String TITLE = "Stacks";
    static final String READING = "Reading stacks";
    static final String BLUEPRINTS = "Blueprints";
    static final String DEPLOYED = "Deployed stacks";
    static final String NAME = "Stack name";
    static final String NAME_RULE = "Letters, digits and hyphens, at most 128; the first is a letter.";
    static final String SHOW_PLAN = "Show the plan";
    static final String BACK = "Back to the parameters";
    static final String NO_CHANGE = "Nothing would change: the stack stands as asked.";
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

    private Words() {}
}
