package dev.sallyport.views.firewall;

import atlantafx.base.theme.Styles;
import dev.sallyport.core.proposal.Editable;
import dev.sallyport.core.proposal.RuleEdit;
import dev.sallyport.views.firewall.ProposalView.Asked;
import dev.sallyport.views.firewall.ProposalView.Choosing;
import dev.sallyport.views.firewall.ProposalView.Span;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Chooses a rule of the web ACL, what becomes of it, and the traffic to try that on. */
final class ProposalEditor {
    /** As many digits as the highest limit that AWS WAF takes has. */
    private static final int DIGITS = 10;

    private final ProposalPresenter presenter;
    private final Choosing choosing;
    private final ComboBox<RuleChoice> rules = new ComboBox<>();
    private final ComboBox<RuleChoice> inside = new ComboBox<>();
    private final ComboBox<ActionChoice> actions = new ComboBox<>();
    private final ComboBox<Span> spans = new ComboBox<>();
    private final TextField limit = Fields.text("proposal-limit", Words.LIMIT);
    private final Label now = new Label();
    private final BooleanProperty differs = new SimpleBooleanProperty();
    private final Button trial;
    private final Region node;

    /**
     * A rule to choose.
     *
     * @param name for the command
     * @param words for the reader
     */
    private record RuleChoice(Editable rule, String name, String words) {
        @Override
        public String toString() {
            return words;
        }
    }

    private record ActionChoice(String action, String words) {
        @Override
        public String toString() {
            return words;
        }
    }

    ProposalEditor(ProposalPresenter presenter, Choosing choosing) {
        this.presenter = presenter;
        this.choosing = choosing;
        this.trial = Buttons.plain(Action.of("proposal.try", Words.TRY_IT, this::propose).when(differs));
        rules.setId("proposal-rule");
        inside.setId("proposal-inside");
        actions.setId("proposal-action");
        spans.setId("proposal-span");
        limit.textProperty().addListener((property, before, typed) -> {
            if (!typed.matches("[0-9]{0," + DIGITS + "}")) {
                limit.setText(before);
            }
        });
        now.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        now.setWrapText(true);
        VBox insideBox = named(Words.INSIDE, inside);
        VBox limitBox = named(Words.LIMIT, limit);
        choosing.rules().forEach(rule -> rules.getItems()
                .add(new RuleChoice(rule, rule.name(), rule.priority() + "  " + rule.name())));
        spans.getItems().setAll(Span.values());
        spans.setValue(Span.HOURS);
        // The choice begins here, once there is a window to begin in.
        rules.sceneProperty().subscribe(scene -> {
            if (scene != null) {
                rules.requestFocus();
            }
        });
        rules.valueProperty().subscribe(choice -> {
            if (choice != null) {
                rule(choice.rule());
                insideBox.setVisible(!choice.rule().inside().isEmpty());
                limitBox.setVisible(choice.rule().limit() != null);
            }
        });
        inside.valueProperty().subscribe(choice -> {
            if (choice != null) {
                target(choice.rule());
            }
        });
        actions.valueProperty().subscribe(value -> changed());
        limit.textProperty().subscribe(value -> changed());
        spans.valueProperty().subscribe(value -> changed());
        limit.setOnAction(event -> trial.fire());
        VBox box = new VBox(
                named(Words.RULE, rules),
                insideBox,
                new VBox(named(Words.ACTION, actions), now),
                limitBox,
                named(Words.SPAN, spans),
                trial);
        box.getStyleClass().addAll("proposal-editor", Css.STACKED_WIDE);
        trial.setMaxWidth(Double.MAX_VALUE);
        node = box;
        begin();
    }

    Region node() {
        return node;
    }

    /** Whether trying the choice is what to do next. */
    void leads(boolean next) {
        trial.getStyleClass().remove(Styles.ACCENT);
        if (next) {
            trial.getStyleClass().add(Styles.ACCENT);
        }
    }

    private static VBox named(String name, javafx.scene.control.Control field) {
        field.setAccessibleText(name);
        VBox box = Fields.named(name, field);
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }

    /** The rule that was shown, whether it is one of the web ACL or inside a group that one of them runs. */
    private void begin() {
        String chosen = choosing.chosen();
        for (RuleChoice choice : rules.getItems()) {
            Editable rule = choice.rule();
            if (rule.name().equals(chosen)) {
                rules.setValue(choice);
                return;
            }
            for (Editable inner : rule.inside()) {
                if (chosen.equals(rule.name() + "/" + inner.name()) || chosen.equals(rule.group() + "/" + inner.name())) {
                    rules.setValue(choice);
                    inside.getItems().stream()
                            .filter(one -> one.rule().equals(inner))
                            .findFirst()
                            .ifPresent(inside::setValue);
                    return;
                }
            }
        }
        rules.getSelectionModel().selectFirst();
    }

    private void rule(Editable rule) {
        List<RuleChoice> choices = new ArrayList<>();
        choices.add(new RuleChoice(rule, rule.name(), Words.WHOLE_GROUP));
        rule.inside().forEach(inner -> choices.add(new RuleChoice(inner, rule.name() + "/" + inner.name(), inner.name())));
        inside.getItems().setAll(choices);
        inside.setValue(choices.getFirst());
        limit.setText(rule.limit() == null ? "" : rule.limit().toString());
    }

    private void target(Editable rule) {
        List<ActionChoice> choices = rule.actions().stream()
                .map(action -> new ActionChoice(action, words(action)))
                .toList();
        actions.getItems().setAll(choices);
        now.setText(Words.NOW + words(rule.action()));
        actions.setValue(choices.stream()
                .filter(choice -> choice.action().equals(rule.action()))
                .findFirst()
                .orElse(null));
    }

    static String words(String action) {
        return action.equals("none") ? Words.OWN_ACTION : Badge.sentence(action);
    }

    private void changed() {
        differs.set(edit().isPresent());
        presenter.forget(choosing);
    }

    private Optional<RuleEdit> edit() {
        RuleChoice choice = inside.getValue();
        ActionChoice action = actions.getValue();
        if (choice == null) {
            return Optional.empty();
        }
        Editable rule = choice.rule();
        String to = action == null || action.action().equals(rule.action()) ? null : action.action();
        Long most = rule.limit() == null || limit.getText().isEmpty() ? null : Long.valueOf(limit.getText());
        most = Objects.equals(most, rule.limit()) ? null : most;
        return to == null && most == null ? Optional.empty() : Optional.of(new RuleEdit(choice.name(), to, most, null));
    }

    private void propose() {
        edit().ifPresent(edit -> presenter.propose(
                choosing, new Asked(edit, says(edit, inside.getValue().rule()), Optional.of(spans.getValue()))));
    }

    private static String says(RuleEdit edit, Editable rule) {
        List<String> parts = new ArrayList<>();
        if (edit.action() != null) {
            parts.add(words(rule.action()) + " → " + words(edit.action()));
        }
        if (edit.limit() != null) {
            parts.add(Words.limit(Objects.requireNonNull(rule.limit()), edit.limit()));
        }
        return edit.rule() + ": " + String.join(", ", parts);
    }
}
