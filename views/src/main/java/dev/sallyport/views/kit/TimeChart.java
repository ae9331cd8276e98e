package dev.sallyport.views.kit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * Counts over time as stacked bars, with UTC under the axis and both clocks on hover. Dragging brushes a span of time
 * when somebody listens. Drawn with regions, so that colours and hatches come from the style sheet.
 */
public final class TimeChart extends Region {
    /** At letters of 100 %, in pixels; so are the others. */
    private static final double GUTTER = 48;

    private static final double BELOW = 20;
    private static final double ABOVE = 8;
    private static final double LABEL = 16;
    private static final double APART = 72;

    /**
     * One bar.
     *
     * @param from when its span begins
     * @param counts by tone, one of the badge tones of {@link Css}
     */
    public record Bar(Instant from, Map<String, Long> counts) {
        long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** A span of time to point out behind the bars, such as an attack. */
    public record Mark(Instant from, Instant to) {}

    private final List<String> tones;
    private final String name;
    private final List<Region> bands = new ArrayList<>();
    private final List<Region> segments = new ArrayList<>();
    private final List<Region> lines = new ArrayList<>();
    private final List<Label> heights = new ArrayList<>();
    private final List<Label> times = new ArrayList<>();
    private final List<Region> stems = new ArrayList<>();
    private final Region brush = new Region();
    private final Tooltip hover = new Tooltip();
    private List<Bar> bars = List.of();
    private List<Mark> marks = List.of();
    private Duration step = Duration.ofMinutes(1);
    private @Nullable BiConsumer<Instant, Instant> onBrush;
    private double pressed = -1;
    private final KeyedBars keyed = new KeyedBars();
    private double letters = 1;

    /** {@code tones} from the bottom of the stack up; {@code name} is what screen readers say. */
    public TimeChart(List<String> tones, String name) {
        this.tones = List.copyOf(tones);
        getStyleClass().add(Css.CHART);
        this.name = name;
        setAccessibleText(name);
        brush.getStyleClass().add(Css.CHART_BRUSH);
        brush.setManaged(false);
        brush.setMouseTransparent(true);
        brush.setVisible(false);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        Letters.of(this).subscribe(size -> {
            letters = size;
            requestLayout();
        });
        focusedProperty().subscribe(focused -> {
            if (!focused) {
                keyed.forget();
                hover.hide();
                brush.setVisible(false);
            }
        });
        addEventHandler(KeyEvent.KEY_PRESSED, this::steer);
        addEventHandler(MouseEvent.MOUSE_MOVED, this::hover);
        addEventHandler(MouseEvent.MOUSE_EXITED, event -> hover.hide());
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> pressed = event.getX());
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(MouseEvent.MOUSE_RELEASED, this::release);
    }

    /** Shows bars of one width, oldest first. */
    public void show(List<Bar> now, Duration width) {
        if (bars.equals(now)) {
            return;
        }
        bars = List.copyOf(now);
        step = width;
        // What they say is of bars that are gone.
        hover.hide();
        keyed.forget();
        brush.setVisible(false);
        requestLayout();
    }

    /** Points out spans of time; those outside of the bars are not drawn. */
    public void mark(List<Mark> now) {
        if (!marks.equals(now)) {
            marks = List.copyOf(now);
            requestLayout();
        }
    }

    /** Called with the span that the reader brushes, or with the whole span after a click. */
    public TimeChart onBrush(BiConsumer<Instant, Instant> then) {
        onBrush = then;
        return this;
    }

    /** The smallest round number that {@code most} does not exceed: 1, 1.2, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten. */
    static long ceiling(long most) {
        for (long power = 1; ; power *= 10) {
            for (long tenths : new long[] {10, 12, 15, 20, 30, 40, 50, 60, 80}) {
                if (tenths * power % 10 == 0 && tenths * power / 10 >= most) {
                    return tenths * power / 10;
                }
            }
        }
    }

    /** Into how many equal parts {@link #ceiling} divides, so that each grid line stands at a whole number. */
    private static int parts(long top, double height) {
        int[] choices = height < 90 ? new int[] {2, 3, 1} : new int[] {4, 3, 5, 2, 1};
        for (int parts : choices) {
            if (top % parts == 0) {
                return parts;
            }
        }
        return 1;
    }

    @Override
    protected double computePrefHeight(double width) {
        return 160 * letters;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 400 * letters;
    }

    @Override
    protected void layoutChildren() {
        long top = ceiling(Math.max(1, bars.stream().mapToLong(Bar::total).max().orElse(1)));
        double plot = Math.max(1, getHeight() - above() - below());
        List<javafx.scene.Node> nodes = new ArrayList<>();
        marks(plot, nodes);
        grid(top, plot, nodes);
        double width = Math.max(1, getWidth() - left()) / Math.max(1, bars.size());
        int used = 0;
        for (int i = 0; i < bars.size(); i++) {
            double bottom = above() + plot;
            double left = Math.round(left() + i * width);
            double right = Math.max(left + 1, Math.rint(left() + (i + 1) * width) - (width > 4 ? 1 : 0));
            for (String tone : tones) {
                long count = bars.get(i).counts().getOrDefault(tone, 0L);
                if (count > 0) {
                    Region segment = region(segments, used++);
                    segment.getStyleClass().setAll(Css.CHART_BAR, tone);
                    double height = Math.max(1, Math.round(plot * count / top));
                    segment.resizeRelocate(left, bottom - height, right - left, height);
                    nodes.add(segment);
                    bottom -= height;
                }
            }
        }
        times(above() + plot, nodes);
        nodes.add(brush);
        if (!getChildren().equals(nodes)) {
            getChildren().setAll(nodes);
        }
    }

    private void marks(double plot, List<javafx.scene.Node> nodes) {
        if (bars.isEmpty()) {
            return;
        }
        Instant first = bars.getFirst().from();
        double whole = (double) step.toMillis() * bars.size();
        double room = getWidth() - left();
        int used = 0;
        for (Mark mark : marks) {
            double from = (double) Duration.between(first, mark.from()).toMillis() / whole;
            double to = (double) Duration.between(first, mark.to()).toMillis() / whole;
            if (to >= 0 && from <= 1) {
                double left = Math.rint(left() + room * Math.max(0, from));
                double right = Math.max(left + 4, Math.rint(left() + room * Math.min(1, to)));
                Region band = region(bands, used++);
                band.getStyleClass().setAll(Css.CHART_MARK);
                band.resizeRelocate(left, 0, right - left, above() + plot);
                nodes.add(band);
            }
        }
    }

    private void grid(long top, double plot, List<javafx.scene.Node> nodes) {
        int parts = parts(top, plot);
        for (int i = 0; i <= parts; i++) {
            double y = Math.round(above() + plot - plot * i / parts);
            Region line = region(lines, i);
            line.getStyleClass().setAll(Css.CHART_GRID);
            line.resizeRelocate(left(), y, getWidth() - left(), 1);
            Label label = label(heights, i, Format.number(top * i / parts));
            label.resizeRelocate(0, y - LABEL * letters / 2, left() - ABOVE * letters, LABEL * letters);
            label.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
            nodes.add(line);
            nodes.add(label);
        }
    }

    private void times(double y, List<javafx.scene.Node> nodes) {
        if (bars.isEmpty()) {
            return;
        }
        Instant first = bars.getFirst().from();
        double whole = (double) step.toMillis() * bars.size();
        double room = getWidth() - left();
        int used = 0;
        for (Ticks.Tick tick : Ticks.of(first, first.plusMillis((long) whole), (int) (room / (APART * letters)))) {
            double x = Math.rint(left() + room * Duration.between(first, tick.at()).toMillis() / whole);
            Label label = label(times, used, tick.text());
            double width = Math.ceil(label.prefWidth(-1));
            if (x + width / 2 <= getWidth()) {
                Region mark = region(stems, used++);
                mark.getStyleClass().setAll(Css.CHART_GRID);
                mark.resizeRelocate(x, y, 1, 4);
                label.resizeRelocate(Math.rint(x - width / 2), y + 4, width, LABEL * letters);
                nodes.add(mark);
                nodes.add(label);
            }
        }
    }

    private double left() {
        return GUTTER * letters;
    }

    private double below() {
        return BELOW * letters;
    }

    private double above() {
        return ABOVE * letters;
    }

    private static Region region(List<Region> pool, int index) {
        while (pool.size() <= index) {
            Region region = new Region();
            region.setManaged(false);
            region.setMouseTransparent(true);
            pool.add(region);
        }
        return pool.get(index);
    }

    private static Label label(List<Label> pool, int index, String text) {
        while (pool.size() <= index) {
            Label label = new Label();
            label.setManaged(false);
            label.setMouseTransparent(true);
            label.getStyleClass().add(Css.CHART_LABEL);
            pool.add(label);
        }
        Label label = pool.get(index);
        label.setText(text);
        return label;
    }

    private int barAt(double x) {
        double width = Math.max(1, getWidth() - left()) / Math.max(1, bars.size());
        return Math.clamp((long) Math.floor((x - left()) / width), 0, Math.max(0, bars.size() - 1));
    }

    private void hover(MouseEvent event) {
        if (bars.isEmpty() || event.getX() < left() || event.getY() > getHeight() - below()) {
            hover.hide();
            return;
        }
        hover.setText(words(bars.get(barAt(event.getX()))));
        hover.show(this, event.getScreenX() + 12, event.getScreenY() + 12);
    }

    private String words(Bar bar) {
        StringBuilder text = new StringBuilder(Format.bothClocks(bar.from()));
        for (String tone : tones.reversed()) {
            long count = bar.counts().getOrDefault(tone, 0L);
            if (count > 0) {
                text.append('\n').append(Badge.glyph(tone)).append(' ').append(Format.number(count)).append(' ').append(tone);
            }
        }
        return text.toString();
    }

    /** Arrows go from bar to bar, with Shift they brush, Enter takes the span and Esc lets it go. */
    private void steer(KeyEvent event) {
        if (bars.isEmpty()) {
            return;
        }
        BiConsumer<Instant, Instant> then = onBrush;
        if (keyed.moves(event, bars.size())) {
            point();
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER && keyed.isSet() && then != null) {
            Instant from = bars.get(keyed.first()).from();
            Instant to = bars.get(keyed.last()).from().plus(step);
            event.consume();
            then.accept(from, to);
        } else if (event.getCode() == KeyCode.ESCAPE && keyed.isSet()) {
            keyed.forget();
            hover.hide();
            brush.setVisible(false);
            event.consume();
        }
    }

    private void point() {
        double width = (getWidth() - left()) / bars.size();
        double from = left() + keyed.first() * width;
        double to = left() + (keyed.last() + 1) * width;
        brush.resizeRelocate(from, above(), to - from, getHeight() - above() - below());
        brush.setVisible(true);
        String words = words(bars.get(keyed.at()));
        setAccessibleText(name + ". " + words.replace('\n', ' '));
        hover.setText(words);
        Point2D corner = localToScreen(Math.min(to, getWidth() - 1) + 8, above());
        if (corner != null) {
            hover.show(this, corner.getX(), corner.getY());
        }
    }

    private void drag(MouseEvent event) {
        if (onBrush == null || bars.isEmpty() || pressed < 0) {
            return;
        }
        double from = Math.clamp(Math.min(pressed, event.getX()), left(), getWidth());
        double to = Math.clamp(Math.max(pressed, event.getX()), left(), getWidth());
        brush.resizeRelocate(from, above(), to - from, getHeight() - above() - below());
        brush.setVisible(true);
    }

    private void release(MouseEvent event) {
        brush.setVisible(false);
        if (onBrush == null || bars.isEmpty() || pressed < 0) {
            return;
        }
        boolean click = Math.abs(event.getX() - pressed) < 3;
        int first = click ? 0 : barAt(Math.min(pressed, event.getX()));
        int last = click ? bars.size() - 1 : barAt(Math.max(pressed, event.getX()));
        pressed = -1;
        onBrush.accept(bars.get(first).from(), bars.get(last).from().plus(step));
    }
}
