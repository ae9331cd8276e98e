package dev.sallyport.views.stack;

import dev.sallyport.core.blueprint.BlueprintParameter;
import dev.sallyport.core.rollout.StackName;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.stack.StackModel.Panel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.beans.property.SimpleBooleanProperty;
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
    private final Panel.Form start;
    private final Map<String, String> values = new HashMap<>();
    private final SimpleBooleanProperty fits = new SimpleBooleanProperty();
    private final TextField name = Fields.text("stack-name", Words.NAME);
    private final VBox box = new VBox();

    private FormPanel(StackPresenter presenter, Panel.Form form) {
        this.start = form;
        values.putAll(form.given());
        Label title = new Label(form.fixedName() ? "Change " + form.name() : form.blueprint().title());
        title.getStyleClass().add(Css.SECTION_TITLE);
        name.setText(form.name());
        name.setPromptText("t-" + form.blueprint().name());
        name.setDisable(form.fixedName());
        name.textProperty().subscribe(this::check);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        box.getChildren().addAll(title, field(Words.NAME, name, StackName.RULE, new Label()));
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
                Buttons.primary(Action.of("stack.plan", Words.SHOW_PLAN, () -> presenter.plan(current())).when(fits)),
                Buttons.plain(Action.of("stack.close", Words.CLOSE, presenter::close)));
        row.getStyleClass().add(Css.ROW);
        box.getChildren().add(row);
        check();
    }

    static Region of(StackPresenter presenter, Panel.Form form) {
        return new FormPanel(presenter, form).box;
    }

    private Panel.Form current() {
        return new Panel.Form(start.blueprint(), name.getText().strip(), start.fixedName(), Map.copyOf(values));
    }

    private void check() {
        fits.set(StackPresenter.objections(current()).isEmpty());
    }

    private VBox parameter(BlueprintParameter parameter) {
        String value = values.getOrDefault(parameter.name(), Objects.requireNonNullElse(parameter.defaultValue(), ""));
        Label objection = new Label();
        objection.getStyleClass().addAll(Css.DANGER, Css.SMALL);
        objection.setWrapText(true);
        Control control;
        if (parameter.allowedValues().isEmpty()) {
            TextField field = Fields.text("parameter-" + parameter.name(), parameter.name());
            field.setPromptText("");
            field.setText(value);
            field.textProperty().subscribe(text -> set(parameter, text, objection));
            control = field;
        } else {
            ComboBox<String> choice = new ComboBox<>(FXCollections.observableArrayList(parameter.allowedValues()));
            choice.setId("parameter-" + parameter.name());
            choice.setAccessibleText(parameter.name());
            choice.setValue(value);
            choice.valueProperty().subscribe(chosen -> set(parameter, chosen, objection));
            control = choice;
        }
        return field(Words.parameter(parameter.name()), control, parameter.description(), objection);
    }

    private void set(BlueprintParameter parameter, String value, Label objection) {
        values.put(parameter.name(), value);
        String says = parameter.objection(value);
        objection.setText(says);
        objection.setVisible(!says.isEmpty());
        objection.setManaged(!says.isEmpty());
        check();
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
        VBox field = new VBox(label, control, text);
        if (objection.getStyleClass().contains(Css.DANGER)) {
            field.getChildren().add(objection);
        }
        field.getStyleClass().add(Css.STACKED_TIGHT);
        return field;
    }
}
