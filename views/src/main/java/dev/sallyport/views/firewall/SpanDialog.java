package dev.sallyport.views.firewall;

import dev.sallyport.views.firewall.FirewallModel.Span;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Asks for a span of time in UTC. */
final class SpanDialog {
    private final Desk desk;
    private final FirewallPresenter presenter;
    private final TextField from = Fields.text("firewall-from", Words.SPAN_FROM);
    private final TextField to = Fields.text("firewall-to", Words.SPAN_TO);
    private final Label wrong = new Label();

    SpanDialog(Desk desk, FirewallPresenter presenter) {
        this.desk = desk;
        this.presenter = presenter;
        Instant now = desk.activity().clock().instant();
        Span shown = presenter.model()
                .span
                .get()
                .orElse(new Span(now.minus(presenter.model().window.get().length()), now));
        from.setText(Format.utc(shown.since()));
        to.setText(Format.utc(shown.until()));
    }

    void show() {
        Label title = new Label(Words.SPAN_TITLE);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label form = new Label(Words.SPAN_FORM);
        form.setWrapText(true);
        form.setMinHeight(Region.USE_PREF_SIZE);
        form.getStyleClass().add(Css.MUTED);
        wrong.setId("firewall-span-wrong");
        wrong.getStyleClass().add(Css.DANGER);
        Action look = Action.of("firewall.span.look", Words.SPAN_LOOK, this::look);
        from.setOnAction(event -> look.fire());
        to.setOnAction(event -> look.fire());
        HBox buttons = new HBox(
                Buttons.plain(Action.of("firewall.span.cancel", Words.CANCEL, desk.overlay()::close)), Buttons.primary(look));
        buttons.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(
                title, form, Fields.named(Words.SPAN_FROM, from), Fields.named(Words.SPAN_TO, to), wrong, buttons);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        desk.overlay().open(box, from);
    }

    private void look() {
        Optional<Instant> since = instant(from.getText());
        Optional<Instant> until = instant(to.getText());
        if (since.isEmpty() || until.isEmpty() || !since.get().isBefore(until.get())) {
            wrong.setText(Words.SPAN_WRONG);
            return;
        }
        desk.overlay().close();
        presenter.span(Optional.of(new Span(since.get(), until.get())));
    }

    /** {@code 2026-11-30 14:05}, with seconds or without. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.strip().replace(' ', 'T')).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
