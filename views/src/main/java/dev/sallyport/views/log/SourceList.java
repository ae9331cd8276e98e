package dev.sallyport.views.log;

import dev.sallyport.core.log.LoadedSource;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What is open: each source with its kind and how much it brought, when on hover, and a way to take it away. */
final class SourceList extends VBox {
    /** Beyond these a list is not read any more. */
    private static final int SHOWN = 30;

    private final LogPresenter presenter;
    private List<LoadedSource> shown = List.of();

    SourceList(LogPresenter presenter) {
        this.presenter = presenter;
        setId("log-sources");
        getStyleClass().add(Css.STACKED_TIGHT);
    }

    void show(List<LoadedSource> sources) {
        if (shown.equals(sources)) {
            return;
        }
        shown = sources;
        List<Node> lines = new ArrayList<>();
        sources.stream().limit(SHOWN).forEach(source -> lines.add(line(source)));
        if (sources.size() > SHOWN) {
            lines.add(muted("and " + Format.number(sources.size() - SHOWN) + " more"));
        }
        getChildren().setAll(lines);
    }

    private Node line(LoadedSource source) {
        String title = presenter.title(source.name());
        Label name = new Label(title);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        name.getStyleClass().add(Css.MONO);
        Label told = muted(Words.kind(source.kind()) + ", " + Format.count(source.records(), "record", "records"));
        VBox words = new VBox(name, told);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Tooltip hint = new Tooltip(source.name() + span(source));
        name.setTooltip(hint);
        told.setTooltip(hint);
        Button remove = Buttons.icon(
                Action.of("log.source.remove", Words.REMOVE + title, () -> presenter.remove(source.name())), Feather.X);
        HBox line = new HBox(words, remove);
        line.getStyleClass().add(Css.ROW);
        return line;
    }

    private static String span(LoadedSource source) {
        return source.first() == null || source.last() == null
                ? ""
                : "\n" + Words.span(source.first(), source.last());
    }

    private static Label muted(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll(Css.SMALL, Css.MUTED);
        return label;
    }
}
