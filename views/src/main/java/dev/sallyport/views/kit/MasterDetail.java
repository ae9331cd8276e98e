package dev.sallyport.views.kit;

import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A master with its detail beside it; the divider can be dragged, and the detail closed. */
public final class MasterDetail {
    private final SplitPane split = new SplitPane();
    private final StackPane holder = new StackPane();
    private double share;

    /** Shows the master alone; {@code share} from 0 to 1 is the master's part of the width once a detail opens beside. */
    public MasterDetail(Region master, double share) {
        this(master, share, Orientation.HORIZONTAL);
    }

    /** Shows the master alone; with {@link Orientation#VERTICAL} the detail opens below it. */
    public MasterDetail(Region master, double share, Orientation orientation) {
        this.share = share;
        split.setOrientation(orientation);
        if (orientation == Orientation.HORIZONTAL) {
            master.setMinWidth(280);
            holder.setMinWidth(300);
        } else {
            master.setMinHeight(120);
            holder.setMinHeight(200);
        }
        holder.getStyleClass().add(Css.DETAIL);
        split.getItems().add(master);
    }

    /** The node to place on the page. */
    public Region node() {
        return split;
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
        if (holder.getChildren().stream().findFirst().orElse(null) instanceof ScrollPane scroll
                && scroll.getContent() instanceof Region detail) {
            detail.applyCss();
            split.layout();
            double beyond = detail.getHeight() - scroll.getViewportBounds().getHeight();
            double top = detail.sceneToLocal(part.localToScene(part.getBoundsInLocal())).getMinY();
            scroll.setVvalue(beyond <= 0 ? 0 : Math.clamp(top / beyond, 0, 1));
        }
    }

    /** Shows {@code detail}, which does its own scrolling. */
    public void openWhole(Node detail) {
        holder.getChildren().setAll(detail);
        if (!split.getItems().contains(holder)) {
            split.getItems().add(holder);
            split.setDividerPositions(share);
        }
    }

    /** Closes the detail. */
    public void close() {
        if (split.getItems().contains(holder)) {
            share = split.getDividerPositions()[0];
            split.getItems().remove(holder);
        }
        holder.getChildren().clear();
    }

    /** Whether a detail is open. */
    public boolean isOpen() {
        return split.getItems().contains(holder);
    }
}
