package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.views.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tour where nothing can be drawn: each step is the commands that do on the command line what the window does,
 * shown before what they print.
 */
final class TourInWords implements TourGuide {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\w@%+=:,./-]+");

    private final TourStacks stacks;
    private final Terminal terminal;

    TourInWords(TourStacks stacks, Terminal terminal) {
        this.stacks = stacks;
        this.terminal = terminal;
    }

    @Override
    public @Nullable String picture(String name) {
        return null;
    }

    @Override
    public void take(TourStep step) {
        switch (step) {
            case OVERVIEW_EMPTY -> {
                run("whoami");
                run("inspect");
            }
            case BLUEPRINTS -> run("stacks");
            case PLAN -> run("rollout", "plan", "api-perimeter", "--name", TourStacks.API);
            case ROLLOUT -> run("rollout", "apply", "api-perimeter", "--name", TourStacks.API, "--yes");
            case PROOFS -> run("rollout", "verify", TourStacks.API);
            case DISTRIBUTION -> run("inspect", stacks.output(TourStacks.API, "DistributionId"));
            case HITS -> {
                visit();
                run("hits", "--acl", TourStacks.API, "--by", "rule");
            }
            case SHIELD -> run("attacks");
            case LOGS -> run("logs", stacks.output(TourStacks.API, "AccessLogGroup"), "--by", "sc_status");
            case SEALED_STACK -> run("rollout", "apply", "field-encryption", "--name", TourStacks.FIELDS, "--yes");
            case MASKED -> find();
            case REVEALED -> reveal();
            case LEDGER -> run("audit", "--verify");
            case OVERVIEW -> {
                run("rollout", "status");
                run("hits", "--acl", TourStacks.API, "--by", "action");
            }
            case SETTINGS -> {
                Settings settings = Settings.read(stacks.home());
                String theme = settings.theme().name().toLowerCase(Locale.ROOT);
                terminal.say("Sallyport " + Sallyport.VERSION + ", theme " + theme + ", size " + settings.scale() + " %");
            }
        }
    }

    private void visit() {
        run("sandbox", "traffic", "--distribution", stacks.output(TourStacks.API, "DistributionId"),
                "--requests", Integer.toString(TourStacks.REQUESTS), "--mix", "mixed",
                "--seed", Long.toString(TourStacks.SEED));
    }

    private void find() {
        Map<String, String> outputs = stacks.outputs(TourStacks.FIELDS);
        String source = outputs.getOrDefault("RecordsUri", "");
        Document records = new Sources(stacks.account().session().clients()).read(source, InputStream.nullInputStream());
        Marker marker = new Marker(outputs.getOrDefault("Prefix", ""), outputs.getOrDefault("Suffix", ""));
        KeyRing ring = KeyRing.ofKms(marker, outputs.getOrDefault("KeyAlias", ""));
        List<Found> sealed = Decrypter.find(records, ring);
        if (sealed.isEmpty()) {
            throw SallyportException.refused("SP-TOUR", source + " holds no ciphertext.", "See the rollout's proofs.");
        }
        sealed.forEach(each -> terminal.say(each.path() + " is sealed"));
    }

    private void reveal() {
        Map<String, String> outputs = stacks.outputs(TourStacks.FIELDS);
        run("decrypt", outputs.getOrDefault("RecordsUri", ""),
                "--key", outputs.getOrDefault("KeyAlias", ""),
                "--prefix", outputs.getOrDefault("Prefix", ""),
                "--suffix", outputs.getOrDefault("Suffix", ""),
                "--reason", TourStacks.REASON);
    }

    private void run(String... command) {
        String line = "sallyport "
                + List.of(command).stream().map(TourInWords::quoted).collect(Collectors.joining(" "));
        terminal.say("$ " + line);
        List<String> arguments = new ArrayList<>(List.of("--sandbox", "--home", stacks.home().root().toString()));
        arguments.addAll(List.of(command));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int status = CommandLineInterface.execute(terminal.printingTo(printed), arguments.toArray(String[]::new));
        printed.toString(StandardCharsets.UTF_8).lines().forEach(terminal::say);
        if (status != 0) {
            throw SallyportException.refused(
                    "SP-TOUR", "The command \"" + line + "\" ended with status " + status + ".", "See what it said.");
        }
    }

    private static String quoted(String argument) {
        return NEEDS_NO_QUOTES.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
