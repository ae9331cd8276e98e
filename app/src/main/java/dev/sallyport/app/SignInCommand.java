package dev.sallyport.app;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sign-in}: signs the profile in to IAM Identity Center, for the AWS CLI too. */
@Command(name = "sign-in", description = "Sign the profile in to IAM Identity Center with a code, for the AWS CLI too.")
final class SignInCommand implements Callable<Integer> {
    private final Sallyport root;

    @Option(names = "--no-browser", description = "Only print the page and the code.")
    boolean noBrowser;

    SignInCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (Session session = root.openSession()) {
            session.signIn(code -> {
                root.terminal.say("Confirm the code " + code.code() + " at " + code.page());
                if (!noBrowser) {
                    Browser.open(code.page());
                }
            });
            Identity identity = session.identity();
            WhoAmI.print(root, identity);
            return 0;
        }
    }
}
