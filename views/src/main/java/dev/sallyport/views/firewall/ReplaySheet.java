package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.firewall.ReplayResult.Example;
import dev.sallyport.core.firewall.ReplayResult.RuleChange;
import dev.sallyport.core.firewall.ReplayResult.Suspect;
import dev.sallyport.core.proposal.Difference;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.views.firewall.ProposalView.Asked;
import dev.sallyport.views.firewall.ProposalView.Span;
import dev.sallyport.views.firewall.ProposalView.Tried;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.CardGrid;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A proposal: what it would have done to traffic, and what of the web ACL it changes. */
final class ReplaySheet {
    private static final int ROWS = 8;

    private ReplaySheet() {}

    static VBox of(Tried.Shown shown) {
        Proposal proposal = shown.proposed().proposal();
        ReplayResult replay = shown.proposed().replay();
        VBox box = new VBox();
        box.getStyleClass().add(Css.STACKED_WIDE);
        Label answer = sentence(answer(shown.asked(), replay));
        answer.setId("proposal-answer");
        VBox head = new VBox(title(shown.asked().says()), answer);
        head.getStyleClass().add(Css.STACKED_TIGHT);
        box.getChildren().add(head);
        boolean replayed = replay != null && replay.requests() > 0;
        if (replay != null && replayed) {
            box.getChildren().add(numbers(replay));
        }
        box.getChildren().add(section(Words.CHANGES, diff(proposal.diff()), muted(proposal.capacity().sentence())));
        limits(box, proposal, replay);
        if (replay != null && replayed) {
            if (!replay.suspects().isEmpty()) {
                box.getChildren().add(section(Words.SUSPECTS, muted(Words.SUSPECTS_MEAN), suspects(replay.suspects())));
            }
            box.getChildren().add(section(Words.BEFORE_AFTER, rules(replay.rules())));
            if (!replay.examples().isEmpty()) {
                box.getChildren().add(section(Words.EXAMPLES, examples(replay.examples())));
            }
        }
        return box;
    }

    static String answer(Asked asked, @Nullable ReplayResult replay) {
        if (replay == null) {
            return Words.NOT_REPLAYED;
        }
        String span = asked.span().map(Span::toString).orElse("").toLowerCase(Locale.ROOT);
        if (replay.requests() == 0) {
            return Words.NO_TRAFFIC.formatted(span);
        }
        String requests = Format.count(replay.requests(), "request", "requests") + " of the " + span;
        List<String> parts = new ArrayList<>();
        if (replay.newlyBlocked() > 0) {
            parts.add(Format.number(replay.newlyBlocked()) + " would be newly blocked");
        }
        if (replay.newlyAllowed() > 0) {
            parts.add(Format.number(replay.newlyAllowed()) + " would be newly allowed");
        }
        if (replay.unknown() > 0) {
            parts.add(Format.number(replay.unknown()) + " cannot be told from the log");
        }
        if (parts.isEmpty()) {
            return Words.ALL_SAME.formatted(requests);
        }
        String last = parts.removeLast();
        return "Of " + requests + ", " + (parts.isEmpty() ? "" : String.join(", ", parts) + " and ") + last + ".";
    }

    private static Region numbers(ReplayResult replay) {
        CardGrid grid = new CardGrid(110, 4);
        grid.setId("proposal-numbers");
        grid.getChildren().addAll(
                number(replay.same(), "Same", Css.NEUTRAL),
                number(replay.newlyBlocked(), "Newly blocked", Css.BLOCKED),
                number(replay.newlyAllowed(), "Newly allowed", Css.ALLOWED),
                number(replay.unknown(), "Unknown", Css.UNKNOWN));
        return grid;
    }

    private static Region number(long value, String word, String tone) {
        Label figure = new Label(Format.number(value));
        figure.getStyleClass().add(Css.FIGURE);
        VBox box = new VBox(figure, Badge.of(word, value == 0 ? Css.NEUTRAL : tone));
        box.getStyleClass().add(Css.STACKED_TIGHT);
        box.setAccessibleText(word + ": " + figure.getText());
        return box;
    }

    static Region diff(List<Difference> differences) {
        VBox lines = new VBox();
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        differences.forEach(difference -> {
            Label line = sentence(difference.sentence());
            line.getStyleClass().addAll(Css.MONO, "proposal-difference");
            lines.getChildren().add(line);
        });
        return lines;
    }

    /** What limits the answer, before the tables that it limits. */
    private static void limits(VBox box, Proposal proposal, @Nullable ReplayResult replay) {
        List<String> said = new ArrayList<>(proposal.notes());
        if (replay != null) {
            said.addAll(replay.warnings());
            if (replay.rejected() > 0) {
                said.add(Format.count(replay.rejected(), "line is", "lines are") + " no WAF log record.");
            }
        }
        if (!said.isEmpty()) {
            VBox lines = new VBox();
            lines.getStyleClass().add(Css.STACKED_TIGHT);
            said.forEach(one -> lines.getChildren().add(sentence(one)));
            box.getChildren().add(section(Words.LIMITS, lines));
        }
    }

    private static Region rules(List<RuleChange> rules) {
        Table<RuleChange> table = new Table<RuleChange>(Words.BEFORE_AFTER)
                .keyed(RuleChange::name)
                .id("Rule", 220, rule -> Badge.brief(rule.name()))
                .number("Before", 76, RuleChange::before)
                .number("After", 76, RuleChange::after)
                .number("Undecided", 92, RuleChange::undecided)
                .node("Verdicts", 100, rule -> rule.tier().word(), rule -> new Label(Badge.sentence(rule.tier().word())))
                .from(520);
        return sized(table, rules, "proposal-rules");
    }

    private static Region suspects(List<Suspect> suspects) {
        Table<Suspect> table = new Table<Suspect>(Words.SUSPECTS)
                .id("Path", 150, Suspect::path)
                .id("Rule", 280, one -> one.rule().substring(one.rule().lastIndexOf('/') + 1))
                .from(720)
                .number("Requests", 84, Suspect::requests)
                .number("Clients", 72, Suspect::clients)
                .number("Else allowed", 104, Suspect::otherwiseAllowed)
                .number("Signed in", 84, Suspect::withCredentials);
        return sized(table, suspects, "proposal-suspects");
    }

    private static Region examples(List<Example> examples) {
        Table<Example> table = new Table<Example>(Words.EXAMPLES)
                .keyed(Example::requestId)
                .id("Request", 160, Example::requestId)
                .node("Before", 116, one -> Badge.actionWord(one.before().name()), one -> Badge.action(one.before().name()))
                .node("After", 116, one -> Badge.actionWord(one.after().name()), one -> Badge.action(one.after().name()))
                .id("Decided by", 220, one -> Badge.brief(Badge.ended(one.rule())));
        return sized(table, examples, "proposal-examples");
    }

    /** As many rows as there are, up to what leaves room for what stands below. */
    private static <T> Region sized(Table<T> table, List<T> rows, String id) {
        table.rows(rows);
        table.node().setId(id);
        table.node().setPrefHeight(36 + 28.0 * Math.min(rows.size(), ROWS));
        table.node().setMinHeight(Region.USE_PREF_SIZE);
        return table.node();
    }

    static VBox section(String title, Region... parts) {
        Label heading = new Label(title);
        heading.getStyleClass().add(Css.STRONG);
        VBox section = new VBox(heading);
        section.getStyleClass().add(Css.STACKED_TIGHT);
        section.getChildren().addAll(parts);
        return section;
    }

    static Label title(String text) {
        Label title = sentence(text);
        title.getStyleClass().add(Css.SECTION_TITLE);
        return title;
    }

    static Label muted(String text) {
        Label label = sentence(text);
        label.getStyleClass().add(Css.MUTED);
        return label;
    }

    static Label sentence(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
