package dev.sallyport.views.kit;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * A master with its detail beside it; the divider can be dragged, and the detail closed. Where there is no room for both,
 * as with large letters, the detail takes the place of the master, and a button leads back.
 */
public final class MasterDetail {
    /** At letters of 100 %, in pixels. */
    private static final double MASTER_WIDTH = 280;

    private static final double DETAIL_WIDTH = 300;
    private static final double MASTER_HEIGHT = 120;
    private static final double DETAIL_HEIGHT = 200;

    private final SplitPane split = new SplitPane();
    private final Region master;
    private final BorderPane holder = new BorderPane();
    private final Button back = Buttons.quiet(Action.of("detail.back", "Back to the list", this::close));
    private double letters = 1;
    private double share;
    private boolean open;

    /** Shows the master alone; {@code share} from 0 to 1 is the master's part of the width once a detail opens beside. */
    public MasterDetail(Region master, double share) {
        this(master, share, Orientation.HORIZONTAL);
    }

    /** Shows the master alone; with {@link Orientation#VERTICAL} the detail opens below it. */
    public MasterDetail(Region master, double share, Orientation orientation) {
        this.master = master;
        this.share = share;
        split.setOrientation(orientation);
        holder.getStyleClass().add(Css.DETAIL);
        back.setGraphic(new FontIcon(Feather.CHEVRON_LEFT));
        split.getItems().add(master);
        Letters.of(split).subscribe(size -> {
            letters = size;
            arrange();
        });
        split.widthProperty().subscribe(this::arrange);
        split.heightProperty().subscribe(this::arrange);
    }

    /** The node to place on the page. */
    public Region node() {
        return split;
    }

    private boolean isBeside() {
        return split.getOrientation() == Orientation.HORIZONTAL;
    }

    private boolean isNarrow() {
        double room = isBeside() ? split.getWidth() : split.getHeight();
        double least = isBeside() ? MASTER_WIDTH + DETAIL_WIDTH : MASTER_HEIGHT + DETAIL_HEIGHT;
        return room > 0 && room < least * letters;
    }

    private void arrange() {
        boolean narrow = isNarrow();
        if (isBeside()) {
            master.setMinWidth(narrow ? 0 : MASTER_WIDTH * letters);
            holder.setMinWidth(narrow ? 0 : DETAIL_WIDTH * letters);
        } else {
            master.setMinHeight(narrow ? 0 : MASTER_HEIGHT * letters);
            holder.setMinHeight(narrow ? 0 : DETAIL_HEIGHT * letters);
        }
        holder.setTop(narrow ? back : null);
        if (!open) {
            show(master);
        } else if (narrow) {
            show(holder);
        } else if (split.getItems().size() < 2) {
            show(master, holder);
            split.setDividerPositions(share);
        }
    }

    private void show(Node... now) {
        if (!split.getItems().equals(List.of(now))) {
            if (split.getDividers().size() == 1) {
                share = split.getDividerPositions()[0];
            }
            // What stays keeps its place in the window, and with it the focus and its open menu.
            List<Node> wanted = List.of(now);
            split.getItems().removeIf(item -> !wanted.contains(item));
            for (int i = 0; i < wanted.size(); i++) {
                if (!split.getItems().contains(wanted.get(i))) {
                    split.getItems().add(i, wanted.get(i));
                }
            }
        }
    }

    /** Shows {@code detail}, which scrolls when it is too tall. */
    public void open(Region detail) {
        ScrollPane scroll = new ScrollPane(detail);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        openWhole(scroll);
    }

    /** Scrolls the detail so that {@code part} of it is in sight, once it has its place. */
    public void reveal(Node part) {
        // What was put in a moment ago has no skin yet.
        split.applyCss();
        split.layout();
        Sight.bring(part);
    }

    /** Shows {@code detail}, which does its own scrolling. */
    public void openWhole(Node detail) {
        holder.setCenter(detail);
        open = true;
        arrange();
    }

    /** Closes the detail. */
    public void close() {
        open = false;
        arrange();
        holder.setCenter(null);
    }

    /** Whether a detail is open. */
    public boolean isOpen() {
        return open;
    }
}
