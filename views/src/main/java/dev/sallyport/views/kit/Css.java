package dev.sallyport.views.kit;

/** The style classes that base.css knows. */
public final class Css {
    /** The frame of the window. */
    public static final String SHELL = "shell";

    public static final String ACCOUNT_BAR = "account-bar";
    public static final String MODE_BADGE = "mode-badge";
    public static final String SIDEBAR = "sidebar";
    public static final String SIDEBAR_ITEM = "sidebar-item";
    public static final String ACTIVITY_BAR = "activity-bar";
    public static final String ICON_BUTTON = "icon-button";
    public static final String KEY_CAP = "key-cap";

    /** Pages. */
    public static final String PAGE = "page";

    public static final String STATE_BANNER = "state-banner";
    public static final String PAGE_HEAD = "page-head";
    public static final String PAGE_TITLE = "page-title";
    public static final String PAGE_ANSWER = "page-answer";
    public static final String PAGE_BODY = "page-body";
    public static final String FILTER_ROW = "filter-row";
    public static final String SECTION_TITLE = "section-title";
    public static final String CARD = "card-pane";
    public static final String DETAIL = "detail-pane";
    public static final String STACKED = "stacked";
    public static final String STACKED_TIGHT = "stacked-tight";
    public static final String STACKED_WIDE = "stacked-wide";
    public static final String ROW = "row-pane";
    public static final String ROW_WIDE = "row-wide";
    public static final String PADDED = "padded";

    /** Text. */
    public static final String MUTED = "muted";

    public static final String MONO = "mono";
    public static final String STRONG = "strong";
    public static final String SMALL = "small";
    public static final String FIGURE = "figure";
    public static final String NUMBER_CELL = "number-cell";
    public static final String MIDDLE_CELL = "middle-cell";

    /** States. */
    public static final String STATE_MESSAGE = "state-message";

    public static final String STATE_HEADING = "state-heading";
    /** A sentence that says that there is nothing; not shown below {@link #REREADING}. */
    public static final String NONE_SAID = "none-said";

    /** What is being read again. */
    public static final String REREADING = "rereading";

    public static final String SKELETON = "skeleton";
    public static final String SKELETON_BAR = "skeleton-bar";
    public static final String BANNER = "banner";
    public static final String WARNING = "warn";
    public static final String DANGER = "bad";
    public static final String GOOD = "good";

    /** Badges, and the five actions that charts share with them. */
    public static final String BADGE = "badge";

    public static final String ALLOWED = "allowed";
    public static final String BLOCKED = "blocked";
    public static final String COUNTED = "counted";
    public static final String CHALLENGED = "challenged";
    public static final String UNKNOWN = "unknown";
    public static final String NEUTRAL = "neutral";
    public static final String ACCENT = "emphasis";

    /** Charts. */
    public static final String CHART = "chart-pane";

    public static final String CHART_BAR = "chart-bar";
    public static final String CHART_GRID = "chart-grid";
    public static final String CHART_LABEL = "chart-label";
    public static final String CHART_BRUSH = "chart-brush";
    public static final String CHART_MARK = "chart-mark";
    public static final String SPARK = "spark";

    /** Overlays. */
    public static final String DIALOG = "dialog-card";

    public static final String PALETTE = "palette";
    public static final String TOAST = "toast";
    public static final String JSON = "json-view";

    private Css() {}
}
