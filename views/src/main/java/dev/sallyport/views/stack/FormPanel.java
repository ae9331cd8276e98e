package dev.sallyport.views.stack;

import atlantafx.base.theme.Styles;
import dev.sallyport.core.blueprint.BlueprintParameter;
import dev.sallyport.core.rollout.StackName;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Sight;
import dev.sallyport.views.stack.StackModel.Panel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The parameters of a blueprint; what does not fit is said while it is typed. */
final class FormPanel {
    /** A field, what is wrong with it or an empty text, and how that is said. */
    private record Check(Control control, Supplier<String> objection, Runnable show) {}

    private final Panel.Form start;
    private final Map<String, String> values = new HashMap<>();
    private final List<Check> checks = new ArrayList<>();
    private final TextField name = Fields.text("stack-name", Words.NAME);
    private final VBox box = new VBox();

    private FormPanel(StackPresenter presenter, Panel.Form form) {
        this.start = form;
        values.putAll(form.given());
        Label title = new Label(form.fixedName() ? "Change " + form.name() : form.blueprint().title());
        title.getStyleClass().add(Css.SECTION_TITLE);
        name.setText(form.name());
        name.setPromptText("For example t-" + form.blueprint().name());
        name.setDisable(form.fixedName());
        Label unfit = objection();
        Supplier<String> named = () -> StackName.fits(name.getText().strip()) ? "" : StackName.RULE;
        name.textProperty().subscribe(text -> say(name, unfit, text.isEmpty() ? "" : named.get()));
        checks.add(new Check(name, named, () -> say(name, unfit, named.get())));
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        box.getChildren().addAll(title, field(Words.NAME, name, Words.NAME_MEANS, unfit));
        // What may be left empty comes last, so that what decides is in sight.
        List<BlueprintParameter> optional = form.blueprint().parameters().stream()
                .filter(parameter -> "".equals(parameter.defaultValue()))
                .toList();
        form.blueprint().parameters().stream()
                .filter(parameter -> !optional.contains(parameter))
                .forEach(parameter -> box.getChildren().add(parameter(parameter)));
        if (!optional.isEmpty()) {
            Label heading = new Label(Words.OPTIONAL);
            heading.getStyleClass().add(Css.SECTION_TITLE);
            box.getChildren().add(heading);
            optional.forEach(parameter -> box.getChildren().add(parameter(parameter)));
        }
        HBox row = new HBox(
                Buttons.primary(Action.of("stack.plan", Words.SHOW_PLAN, () -> plan(presenter))),
                Buttons.plain(Action.of("stack.close", Words.CLOSE, presenter::close)));
        row.getStyleClass().add(Css.ROW);
        box.getChildren().add(row);
    }

    /** Leads to the first field that does not fit, and says why, instead of being dead. */
    private void plan(StackPresenter presenter) {
        checks.forEach(check -> check.show().run());
        checks.stream()
                .filter(check -> !check.objection().get().isEmpty())
                .findFirst()
                .ifPresentOrElse(
                        check -> {
                            Sight.bring(check.control().getParent());
                            check.control().requestFocus();
                        },
                        () -> presenter.plan(current()));
    }

    static Region of(StackPresenter presenter, Panel.Form form) {
        return new FormPanel(presenter, form).box;
    }

    private Panel.Form current() {
        return new Panel.Form(start.blueprint(), name.getText().strip(), start.fixedName(), Map.copyOf(values));
    }

    private String objection(BlueprintParameter parameter) {
        String value = values.getOrDefault(parameter.name(), parameter.defaultValue());
        return value == null ? Words.parameter(parameter.name()) + " needs a value." : parameter.objection(value);
    }

    private static Label objection() {
        Label label = new Label();
        label.getStyleClass().addAll(Css.DANGER, Css.SMALL);
        label.setWrapText(true);
        return label;
    }

    private static void say(Control control, Label objection, String says) {
        objection.setText(says);
        objection.setVisible(!says.isEmpty());
        objection.setManaged(!says.isEmpty());
        control.pseudoClassStateChanged(Styles.STATE_DANGER, !says.isEmpty());
    }

    private VBox parameter(BlueprintParameter parameter) {
        String value = values.getOrDefault(parameter.name(), Objects.requireNonNullElse(parameter.defaultValue(), ""));
        Label objection = objection();
        Control control;
        if (parameter.allowedValues().isEmpty()) {
            TextField field = Fields.text("parameter-" + parameter.name(), parameter.name());
            field.setPromptText("");
            field.setText(value);
            field.textProperty().subscribe(text -> set(field, parameter, text, objection));
            control = field;
        } else {
            ComboBox<String> choice = new ComboBox<>(FXCollections.observableArrayList(parameter.allowedValues()));
            choice.setId("parameter-" + parameter.name());
            choice.setAccessibleText(parameter.name());
            choice.setValue(value);
            choice.valueProperty().subscribe(chosen -> set(choice, parameter, chosen, objection));
            control = choice;
        }
        Supplier<String> objects = () -> objection(parameter);
        checks.add(new Check(control, objects, () -> say(control, objection, objects.get())));
        return field(Words.parameter(parameter.name()), control, parameter.description(), objection);
    }

    private void set(Control control, BlueprintParameter parameter, String value, Label objection) {
        values.put(parameter.name(), value);
        say(control, objection, parameter.objection(value));
    }

    private static VBox field(String title, Control control, String description, Label objection) {
        Label label = new Label(title);
        label.getStyleClass().add(Css.STRONG);
        label.setLabelFor(control);
        control.setMaxWidth(Double.MAX_VALUE);
        Label text = new Label(description);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        VBox field = new VBox(label, control, text, objection);
        field.getStyleClass().add(Css.STACKED_TIGHT);
        return field;
    }
}
