package dev.sallyport.views.distribution;

import dev.sallyport.core.Arns;
import dev.sallyport.core.distribution.Behavior;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.EdgeFunction;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.distribution.Part;
import dev.sallyport.core.distribution.Protection;
import dev.sallyport.core.edgefunction.FunctionArn;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.CubicCurve;

/**
 * The way of a request from the viewer through the web ACL, the behaviors and their functions to the origins. Findings
 * stand where they are; one way can be lit. Of many behaviors only one is drawn.
 */
final class FlowMap extends Pane {
    private static final PseudoClass LIT = PseudoClass.getPseudoClass("lit");
    private static final double GAP = 16;
    private static final double LINK = 48;

    /** From here on the lines to all behaviors say nothing any more. */
    private static final int MANY = 10;

    private record Link(Node from, Node to, CubicCurve line) {}

    private final List<List<VBox>> columns = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<Behavior, VBox> behaviorBoxes = new HashMap<>();
    private final Map<String, VBox> originBoxes = new HashMap<>();
    private final VBox gate;
    private final Distribution distribution;

    FlowMap(Distribution distribution) {
        getStyleClass().add("flow-map");
        this.distribution = distribution;
        List<Behavior> behaviors = distribution.behaviors();
        gate = box("Viewer", distribution.webAcl() == null ? Words.NO_WEB_ACL : WafArn.nameIn(distribution.webAcl()), Words.WEB_ACL);
        pin(gate, distribution.findings().stream()
                .filter(finding -> finding.places().stream()
                        .anyMatch(one -> one.part().kind() != Part.Kind.BEHAVIOR && one.part().kind() != Part.Kind.ORIGIN))
                .toList());
        columns.add(List.of(gate));
        List<VBox> middle = new ArrayList<>();
        for (Behavior behavior : behaviors) {
            VBox box = box("Behavior", behavior.pathPattern(), methods(behavior));
            for (EdgeFunction function : behavior.functions()) {
                Label line = new Label("ƒ " + functionName(function.arn()));
                line.getStyleClass().add(Css.SMALL);
                line.setTooltip(new Tooltip(function.arn()));
                Label event = new Label(function.eventType());
                event.getStyleClass().addAll(Css.SMALL, Css.MUTED);
                box.getChildren().addAll(line, event);
            }
            pin(box, at(distribution, Part.behavior(behavior.pathPattern())));
            behaviorBoxes.put(behavior, box);
            middle.add(box);
        }
        columns.add(middle);
        List<VBox> last = new ArrayList<>();
        for (Origin origin : distribution.origins()) {
            VBox box = box("Origin", origin.id(), origin.domainName());
            box.getChildren().add(protection(origin.protection()));
            pin(box, at(distribution, Part.origin(origin.id())));
            originBoxes.put(origin.id(), box);
            last.add(box);
        }
        columns.add(last);
        middle.forEach(box -> link(gate, box));
        for (Behavior behavior : behaviors) {
            VBox origin = originBoxes.get(behavior.originId());
            VBox from = behaviorBoxes.get(behavior);
            if (origin != null && from != null) {
                link(from, origin);
            }
        }
        columns.forEach(column -> getChildren().addAll(column));
        if (isOfMany(distribution)) {
            draw(behaviors.getLast());
        }
    }

    /** Whether only one behavior at a time is drawn. */
    static boolean isOfMany(Distribution distribution) {
        return distribution.behaviors().size() >= MANY;
    }

    /** Draws of many behaviors this one alone, with the origins that it may reach. */
    void draw(Behavior chosen) {
        if (!isOfMany(distribution)) {
            return;
        }
        VBox origin = originBoxes.get(chosen.originId());
        behaviorBoxes.forEach((behavior, box) -> box.setVisible(behavior.equals(chosen)));
        // A group of origins has no box of its own.
        originBoxes.values().forEach(box -> box.setVisible(origin == null || box.equals(origin)));
        links.forEach(link -> link.line().setVisible(link.from().isVisible() && link.to().isVisible()));
        requestLayout();
    }

    /** Lights the way of a request for {@code path}; nothing for an empty path. */
    Optional<Behavior> light(String path) {
        Optional<Behavior> taken = path.isBlank() ? Optional.empty() : distribution.behaviorFor(path);
        VBox behavior = taken.map(behaviorBoxes::get).orElse(null);
        VBox origin = taken.map(each -> originBoxes.get(each.originId())).orElse(null);
        taken.ifPresent(this::draw);
        gate.pseudoClassStateChanged(LIT, behavior != null);
        behaviorBoxes.values().forEach(box -> box.pseudoClassStateChanged(LIT, box.equals(behavior)));
        originBoxes.values().forEach(box -> box.pseudoClassStateChanged(LIT, box.equals(origin)));
        for (Link link : links) {
            boolean lit = behavior != null && (link.to().equals(behavior) || link.from().equals(behavior));
            link.line().pseudoClassStateChanged(LIT, lit);
        }
        return taken;
    }

    static String methods(Behavior behavior) {
        return behavior.methods().size() >= 7 ? "All methods" : String.join(" ", behavior.methods());
    }

    static String functionName(String arn) {
        return FunctionArn.of(arn).map(FunctionArn::qualifiedName).orElseGet(() -> Arns.name(arn));
    }

    static Label protection(Protection protection) {
        return switch (protection) {
            case OAC -> Badge.of("OAC", Css.GOOD);
            case OAI -> Badge.of("OAI", Css.WARNING);
            case EDGE_FUNCTION -> Badge.of("May sign", Css.WARNING);
            case VPC -> Badge.of("VPC origin", Css.GOOD);
            case MTLS -> Badge.of("mTLS", Css.GOOD);
            case HEADER -> Badge.of("Header only", Css.WARNING);
            case UNKNOWN -> Badge.of(Words.NOT_KNOWN, Css.WARNING);
            case NONE -> Badge.of("Open", Css.DANGER);
        };
    }

    static List<Finding> at(Distribution distribution, Part part) {
        return distribution.findings().stream()
                .filter(finding -> finding.isOf(part))
                .toList();
    }

    private static VBox box(String kind, String name, String more) {
        Label over = new Label(kind);
        over.getStyleClass().addAll(Css.SMALL, Css.MUTED);
        Label title = new Label(name);
        title.getStyleClass().addAll(Css.STRONG, Css.MIDDLE_CELL);
        title.setTooltip(new Tooltip(name));
        Label under = new Label(more);
        under.getStyleClass().addAll(Css.SMALL, Css.MUTED, Css.MIDDLE_CELL);
        under.setTooltip(new Tooltip(more));
        VBox box = new VBox(over, title, under);
        box.getStyleClass().add("flow-box");
        return box;
    }

    private static void pin(VBox box, List<Finding> findings) {
        findings.stream().map(Finding::severity).max(java.util.Comparator.naturalOrder()).ifPresent(worst -> {
            Label badge = Badge.severity(worst.word());
            badge.setText(badge.getText() + (findings.size() == 1 ? "" : " +" + (findings.size() - 1)));
            StringBuilder titles = new StringBuilder();
            findings.forEach(finding -> titles.append(titles.isEmpty() ? "" : "\n").append(finding.title()));
            badge.setTooltip(new Tooltip(titles.toString()));
            box.getChildren().add(badge);
        });
    }

    private void link(Node from, Node to) {
        CubicCurve line = new CubicCurve();
        line.getStyleClass().add("flow-line");
        links.add(new Link(from, to, line));
        getChildren().add(line);
    }

    private static List<VBox> drawn(List<VBox> column) {
        return column.stream().filter(Node::isVisible).toList();
    }

    @Override
    protected double computePrefHeight(double width) {
        double tallest = 0;
        for (List<VBox> column : columns) {
            double height = 0;
            for (VBox box : drawn(column)) {
                height += box.prefHeight(-1) + GAP;
            }
            tallest = Math.max(tallest, height - GAP);
        }
        return tallest + getInsets().getTop() + getInsets().getBottom();
    }

    @Override
    protected void layoutChildren() {
        double left = getInsets().getLeft();
        double room = getWidth() - left - getInsets().getRight();
        double width = Math.floor(Math.min(320, (room - LINK * (columns.size() - 1)) / columns.size()));
        double link = columns.size() < 2 ? 0 : Math.min(96, (room - width * columns.size()) / (columns.size() - 1));
        for (int i = 0; i < columns.size(); i++) {
            double y = getInsets().getTop();
            for (VBox box : drawn(columns.get(i))) {
                double height = box.prefHeight(width);
                box.resizeRelocate(Math.rint(left + i * (width + link)), y, width, height);
                y += height + GAP;
            }
        }
        links.forEach(FlowMap::draw);
    }

    private static void draw(Link link) {
        double x1 = link.from().getLayoutX() + link.from().getLayoutBounds().getWidth();
        double y1 = Math.round(link.from().getLayoutY()) + 28.5;
        double x2 = link.to().getLayoutX();
        double y2 = Math.round(link.to().getLayoutY()) + 28.5;
        double bend = (x2 - x1) / 2;
        CubicCurve line = link.line();
        line.setStartX(x1);
        line.setStartY(y1);
        line.setControlX1(x1 + bend);
        line.setControlY1(y1);
        line.setControlX2(x2 - bend);
        line.setControlY2(y2);
        line.setEndX(x2);
        line.setEndY(y2);
    }
}
