// Written by Scripts/embed-page: do not edit.

#include "CViewerPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file0[] = {
#embed "page/css/charts.css" suffix(, 0) if_empty(0)
};
static const unsigned char file1[] = {
#embed "page/css/compare.css" suffix(, 0) if_empty(0)
};
static const unsigned char file2[] = {
#embed "page/css/components.css" suffix(, 0) if_empty(0)
};
static const unsigned char file3[] = {
#embed "page/css/exporters.css" suffix(, 0) if_empty(0)
};
static const unsigned char file4[] = {
#embed "page/css/jobs.css" suffix(, 0) if_empty(0)
};
static const unsigned char file5[] = {
#embed "page/css/list.css" suffix(, 0) if_empty(0)
};
static const unsigned char file6[] = {
#embed "page/css/logs.css" suffix(, 0) if_empty(0)
};
static const unsigned char file7[] = {
#embed "page/css/mails.css" suffix(, 0) if_empty(0)
};
static const unsigned char file8[] = {
#embed "page/css/map.css" suffix(, 0) if_empty(0)
};
static const unsigned char file9[] = {
#embed "page/css/metrics.css" suffix(, 0) if_empty(0)
};
static const unsigned char file10[] = {
#embed "page/css/panel.css" suffix(, 0) if_empty(0)
};
static const unsigned char file11[] = {
#embed "page/css/routes.css" suffix(, 0) if_empty(0)
};
static const unsigned char file12[] = {
#embed "page/css/rows.css" suffix(, 0) if_empty(0)
};
static const unsigned char file13[] = {
#embed "page/css/shell.css" suffix(, 0) if_empty(0)
};
static const unsigned char file14[] = {
#embed "page/css/waterfall.css" suffix(, 0) if_empty(0)
};
static const unsigned char file15[] = {
#embed "page/favicon.svg" suffix(, 0) if_empty(0)
};
static const unsigned char file16[] = {
#embed "page/index.html" suffix(, 0) if_empty(0)
};
static const unsigned char file17[] = {
#embed "page/js/api.js" suffix(, 0) if_empty(0)
};
static const unsigned char file18[] = {
#embed "page/js/charts.js" suffix(, 0) if_empty(0)
};
static const unsigned char file19[] = {
#embed "page/js/charts/area.js" suffix(, 0) if_empty(0)
};
static const unsigned char file20[] = {
#embed "page/js/charts/bands.js" suffix(, 0) if_empty(0)
};
static const unsigned char file21[] = {
#embed "page/js/charts/bars.js" suffix(, 0) if_empty(0)
};
static const unsigned char file22[] = {
#embed "page/js/charts/crosshair.js" suffix(, 0) if_empty(0)
};
static const unsigned char file23[] = {
#embed "page/js/charts/data-table.js" suffix(, 0) if_empty(0)
};
static const unsigned char file24[] = {
#embed "page/js/charts/exemplar.js" suffix(, 0) if_empty(0)
};
static const unsigned char file25[] = {
#embed "page/js/charts/heat-chart.js" suffix(, 0) if_empty(0)
};
static const unsigned char file26[] = {
#embed "page/js/charts/heat.js" suffix(, 0) if_empty(0)
};
static const unsigned char file27[] = {
#embed "page/js/charts/legend.js" suffix(, 0) if_empty(0)
};
static const unsigned char file28[] = {
#embed "page/js/charts/line.js" suffix(, 0) if_empty(0)
};
static const unsigned char file29[] = {
#embed "page/js/charts/path.js" suffix(, 0) if_empty(0)
};
static const unsigned char file30[] = {
#embed "page/js/charts/plot.js" suffix(, 0) if_empty(0)
};
static const unsigned char file31[] = {
#embed "page/js/charts/scale.js" suffix(, 0) if_empty(0)
};
static const unsigned char file32[] = {
#embed "page/js/charts/series.js" suffix(, 0) if_empty(0)
};
static const unsigned char file33[] = {
#embed "page/js/charts/sparkline.js" suffix(, 0) if_empty(0)
};
static const unsigned char file34[] = {
#embed "page/js/charts/time-chart.js" suffix(, 0) if_empty(0)
};
static const unsigned char file35[] = {
#embed "page/js/dom.js" suffix(, 0) if_empty(0)
};
static const unsigned char file36[] = {
#embed "page/js/format.js" suffix(, 0) if_empty(0)
};
static const unsigned char file37[] = {
#embed "page/js/keyed.js" suffix(, 0) if_empty(0)
};
static const unsigned char file38[] = {
#embed "page/js/keys.js" suffix(, 0) if_empty(0)
};
static const unsigned char file39[] = {
#embed "page/js/main.js" suffix(, 0) if_empty(0)
};
static const unsigned char file40[] = {
#embed "page/js/menu.js" suffix(, 0) if_empty(0)
};
static const unsigned char file41[] = {
#embed "page/js/parts.js" suffix(, 0) if_empty(0)
};
static const unsigned char file42[] = {
#embed "page/js/query.js" suffix(, 0) if_empty(0)
};
static const unsigned char file43[] = {
#embed "page/js/range.js" suffix(, 0) if_empty(0)
};
static const unsigned char file44[] = {
#embed "page/js/refresh.js" suffix(, 0) if_empty(0)
};
static const unsigned char file45[] = {
#embed "page/js/search.js" suffix(, 0) if_empty(0)
};
static const unsigned char file46[] = {
#embed "page/js/service.js" suffix(, 0) if_empty(0)
};
static const unsigned char file47[] = {
#embed "page/js/sql.js" suffix(, 0) if_empty(0)
};
static const unsigned char file48[] = {
#embed "page/js/status.js" suffix(, 0) if_empty(0)
};
static const unsigned char file49[] = {
#embed "page/js/storage.js" suffix(, 0) if_empty(0)
};
static const unsigned char file50[] = {
#embed "page/js/theme.js" suffix(, 0) if_empty(0)
};
static const unsigned char file51[] = {
#embed "page/js/views/exporters.js" suffix(, 0) if_empty(0)
};
static const unsigned char file52[] = {
#embed "page/js/views/exporters/health.js" suffix(, 0) if_empty(0)
};
static const unsigned char file53[] = {
#embed "page/js/views/exporters/sender-card.js" suffix(, 0) if_empty(0)
};
static const unsigned char file54[] = {
#embed "page/js/views/jobs.js" suffix(, 0) if_empty(0)
};
static const unsigned char file55[] = {
#embed "page/js/views/jobs/detail.js" suffix(, 0) if_empty(0)
};
static const unsigned char file56[] = {
#embed "page/js/views/jobs/filters.js" suffix(, 0) if_empty(0)
};
static const unsigned char file57[] = {
#embed "page/js/views/jobs/job-row.js" suffix(, 0) if_empty(0)
};
static const unsigned char file58[] = {
#embed "page/js/views/jobs/legend.js" suffix(, 0) if_empty(0)
};
static const unsigned char file59[] = {
#embed "page/js/views/jobs/scale.js" suffix(, 0) if_empty(0)
};
static const unsigned char file60[] = {
#embed "page/js/views/jobs/state.js" suffix(, 0) if_empty(0)
};
static const unsigned char file61[] = {
#embed "page/js/views/jobs/track.js" suffix(, 0) if_empty(0)
};
static const unsigned char file62[] = {
#embed "page/js/views/list/filters.js" suffix(, 0) if_empty(0)
};
static const unsigned char file63[] = {
#embed "page/js/views/list/row.js" suffix(, 0) if_empty(0)
};
static const unsigned char file64[] = {
#embed "page/js/views/list/store.js" suffix(, 0) if_empty(0)
};
static const unsigned char file65[] = {
#embed "page/js/views/list/strip.js" suffix(, 0) if_empty(0)
};
static const unsigned char file66[] = {
#embed "page/js/views/logs.js" suffix(, 0) if_empty(0)
};
static const unsigned char file67[] = {
#embed "page/js/views/logs/detail.js" suffix(, 0) if_empty(0)
};
static const unsigned char file68[] = {
#embed "page/js/views/logs/lines.js" suffix(, 0) if_empty(0)
};
static const unsigned char file69[] = {
#embed "page/js/views/logs/log-row.js" suffix(, 0) if_empty(0)
};
static const unsigned char file70[] = {
#embed "page/js/views/logs/severity.js" suffix(, 0) if_empty(0)
};
static const unsigned char file71[] = {
#embed "page/js/views/mails.js" suffix(, 0) if_empty(0)
};
static const unsigned char file72[] = {
#embed "page/js/views/mails/detail.js" suffix(, 0) if_empty(0)
};
static const unsigned char file73[] = {
#embed "page/js/views/mails/enhanced-code.js" suffix(, 0) if_empty(0)
};
static const unsigned char file74[] = {
#embed "page/js/views/mails/mail-row.js" suffix(, 0) if_empty(0)
};
static const unsigned char file75[] = {
#embed "page/js/views/mails/outcome.js" suffix(, 0) if_empty(0)
};
static const unsigned char file76[] = {
#embed "page/js/views/map.js" suffix(, 0) if_empty(0)
};
static const unsigned char file77[] = {
#embed "page/js/views/map/arrange.js" suffix(, 0) if_empty(0)
};
static const unsigned char file78[] = {
#embed "page/js/views/map/graph.js" suffix(, 0) if_empty(0)
};
static const unsigned char file79[] = {
#embed "page/js/views/map/layers.js" suffix(, 0) if_empty(0)
};
static const unsigned char file80[] = {
#embed "page/js/views/map/layout.js" suffix(, 0) if_empty(0)
};
static const unsigned char file81[] = {
#embed "page/js/views/map/map-edges.js" suffix(, 0) if_empty(0)
};
static const unsigned char file82[] = {
#embed "page/js/views/map/map-node.js" suffix(, 0) if_empty(0)
};
static const unsigned char file83[] = {
#embed "page/js/views/map/map-table.js" suffix(, 0) if_empty(0)
};
static const unsigned char file84[] = {
#embed "page/js/views/map/node-panel.js" suffix(, 0) if_empty(0)
};
static const unsigned char file85[] = {
#embed "page/js/views/map/words.js" suffix(, 0) if_empty(0)
};
static const unsigned char file86[] = {
#embed "page/js/views/metrics.js" suffix(, 0) if_empty(0)
};
static const unsigned char file87[] = {
#embed "page/js/views/metrics/buckets.js" suffix(, 0) if_empty(0)
};
static const unsigned char file88[] = {
#embed "page/js/views/metrics/charts.js" suffix(, 0) if_empty(0)
};
static const unsigned char file89[] = {
#embed "page/js/views/metrics/detail.js" suffix(, 0) if_empty(0)
};
static const unsigned char file90[] = {
#embed "page/js/views/metrics/distribution-charts.js" suffix(, 0) if_empty(0)
};
static const unsigned char file91[] = {
#embed "page/js/views/metrics/exemplars.js" suffix(, 0) if_empty(0)
};
static const unsigned char file92[] = {
#embed "page/js/views/metrics/list.js" suffix(, 0) if_empty(0)
};
static const unsigned char file93[] = {
#embed "page/js/views/metrics/points.js" suffix(, 0) if_empty(0)
};
static const unsigned char file94[] = {
#embed "page/js/views/metrics/series-list.js" suffix(, 0) if_empty(0)
};
static const unsigned char file95[] = {
#embed "page/js/views/metrics/unit.js" suffix(, 0) if_empty(0)
};
static const unsigned char file96[] = {
#embed "page/js/views/metrics/value-chart.js" suffix(, 0) if_empty(0)
};
static const unsigned char file97[] = {
#embed "page/js/views/routes.js" suffix(, 0) if_empty(0)
};
static const unsigned char file98[] = {
#embed "page/js/views/routes/filters.js" suffix(, 0) if_empty(0)
};
static const unsigned char file99[] = {
#embed "page/js/views/routes/rate.js" suffix(, 0) if_empty(0)
};
static const unsigned char file100[] = {
#embed "page/js/views/routes/route-charts.js" suffix(, 0) if_empty(0)
};
static const unsigned char file101[] = {
#embed "page/js/views/routes/route-row.js" suffix(, 0) if_empty(0)
};
static const unsigned char file102[] = {
#embed "page/js/views/routes/table.js" suffix(, 0) if_empty(0)
};
static const unsigned char file103[] = {
#embed "page/js/views/trace/axis.js" suffix(, 0) if_empty(0)
};
static const unsigned char file104[] = {
#embed "page/js/views/trace/compare.js" suffix(, 0) if_empty(0)
};
static const unsigned char file105[] = {
#embed "page/js/views/trace/divider.js" suffix(, 0) if_empty(0)
};
static const unsigned char file106[] = {
#embed "page/js/views/trace/finder.js" suffix(, 0) if_empty(0)
};
static const unsigned char file107[] = {
#embed "page/js/views/trace/findings.js" suffix(, 0) if_empty(0)
};
static const unsigned char file108[] = {
#embed "page/js/views/trace/minimap.js" suffix(, 0) if_empty(0)
};
static const unsigned char file109[] = {
#embed "page/js/views/trace/model.js" suffix(, 0) if_empty(0)
};
static const unsigned char file110[] = {
#embed "page/js/views/trace/panel/attributes.js" suffix(, 0) if_empty(0)
};
static const unsigned char file111[] = {
#embed "page/js/views/trace/panel/events.js" suffix(, 0) if_empty(0)
};
static const unsigned char file112[] = {
#embed "page/js/views/trace/panel/panel.js" suffix(, 0) if_empty(0)
};
static const unsigned char file113[] = {
#embed "page/js/views/trace/panel/sql.js" suffix(, 0) if_empty(0)
};
static const unsigned char file114[] = {
#embed "page/js/views/trace/rows.js" suffix(, 0) if_empty(0)
};
static const unsigned char file115[] = {
#embed "page/js/views/trace/trace.js" suffix(, 0) if_empty(0)
};
static const unsigned char file116[] = {
#embed "page/js/views/traces.js" suffix(, 0) if_empty(0)
};
static const unsigned char file117[] = {
#embed "page/style.css" suffix(, 0) if_empty(0)
};

static const struct ViewerPageFile files[] = {
    {"css/charts.css", file0, sizeof(file0) - 1},
    {"css/compare.css", file1, sizeof(file1) - 1},
    {"css/components.css", file2, sizeof(file2) - 1},
    {"css/exporters.css", file3, sizeof(file3) - 1},
    {"css/jobs.css", file4, sizeof(file4) - 1},
    {"css/list.css", file5, sizeof(file5) - 1},
    {"css/logs.css", file6, sizeof(file6) - 1},
    {"css/mails.css", file7, sizeof(file7) - 1},
    {"css/map.css", file8, sizeof(file8) - 1},
    {"css/metrics.css", file9, sizeof(file9) - 1},
    {"css/panel.css", file10, sizeof(file10) - 1},
    {"css/routes.css", file11, sizeof(file11) - 1},
    {"css/rows.css", file12, sizeof(file12) - 1},
    {"css/shell.css", file13, sizeof(file13) - 1},
    {"css/waterfall.css", file14, sizeof(file14) - 1},
    {"favicon.svg", file15, sizeof(file15) - 1},
    {"index.html", file16, sizeof(file16) - 1},
    {"js/api.js", file17, sizeof(file17) - 1},
    {"js/charts.js", file18, sizeof(file18) - 1},
    {"js/charts/area.js", file19, sizeof(file19) - 1},
    {"js/charts/bands.js", file20, sizeof(file20) - 1},
    {"js/charts/bars.js", file21, sizeof(file21) - 1},
    {"js/charts/crosshair.js", file22, sizeof(file22) - 1},
    {"js/charts/data-table.js", file23, sizeof(file23) - 1},
    {"js/charts/exemplar.js", file24, sizeof(file24) - 1},
    {"js/charts/heat-chart.js", file25, sizeof(file25) - 1},
    {"js/charts/heat.js", file26, sizeof(file26) - 1},
    {"js/charts/legend.js", file27, sizeof(file27) - 1},
    {"js/charts/line.js", file28, sizeof(file28) - 1},
    {"js/charts/path.js", file29, sizeof(file29) - 1},
    {"js/charts/plot.js", file30, sizeof(file30) - 1},
    {"js/charts/scale.js", file31, sizeof(file31) - 1},
    {"js/charts/series.js", file32, sizeof(file32) - 1},
    {"js/charts/sparkline.js", file33, sizeof(file33) - 1},
    {"js/charts/time-chart.js", file34, sizeof(file34) - 1},
    {"js/dom.js", file35, sizeof(file35) - 1},
    {"js/format.js", file36, sizeof(file36) - 1},
    {"js/keyed.js", file37, sizeof(file37) - 1},
    {"js/keys.js", file38, sizeof(file38) - 1},
    {"js/main.js", file39, sizeof(file39) - 1},
    {"js/menu.js", file40, sizeof(file40) - 1},
    {"js/parts.js", file41, sizeof(file41) - 1},
    {"js/query.js", file42, sizeof(file42) - 1},
    {"js/range.js", file43, sizeof(file43) - 1},
    {"js/refresh.js", file44, sizeof(file44) - 1},
    {"js/search.js", file45, sizeof(file45) - 1},
    {"js/service.js", file46, sizeof(file46) - 1},
    {"js/sql.js", file47, sizeof(file47) - 1},
    {"js/status.js", file48, sizeof(file48) - 1},
    {"js/storage.js", file49, sizeof(file49) - 1},
    {"js/theme.js", file50, sizeof(file50) - 1},
    {"js/views/exporters.js", file51, sizeof(file51) - 1},
    {"js/views/exporters/health.js", file52, sizeof(file52) - 1},
    {"js/views/exporters/sender-card.js", file53, sizeof(file53) - 1},
    {"js/views/jobs.js", file54, sizeof(file54) - 1},
    {"js/views/jobs/detail.js", file55, sizeof(file55) - 1},
    {"js/views/jobs/filters.js", file56, sizeof(file56) - 1},
    {"js/views/jobs/job-row.js", file57, sizeof(file57) - 1},
    {"js/views/jobs/legend.js", file58, sizeof(file58) - 1},
    {"js/views/jobs/scale.js", file59, sizeof(file59) - 1},
    {"js/views/jobs/state.js", file60, sizeof(file60) - 1},
    {"js/views/jobs/track.js", file61, sizeof(file61) - 1},
    {"js/views/list/filters.js", file62, sizeof(file62) - 1},
    {"js/views/list/row.js", file63, sizeof(file63) - 1},
    {"js/views/list/store.js", file64, sizeof(file64) - 1},
    {"js/views/list/strip.js", file65, sizeof(file65) - 1},
    {"js/views/logs.js", file66, sizeof(file66) - 1},
    {"js/views/logs/detail.js", file67, sizeof(file67) - 1},
    {"js/views/logs/lines.js", file68, sizeof(file68) - 1},
    {"js/views/logs/log-row.js", file69, sizeof(file69) - 1},
    {"js/views/logs/severity.js", file70, sizeof(file70) - 1},
    {"js/views/mails.js", file71, sizeof(file71) - 1},
    {"js/views/mails/detail.js", file72, sizeof(file72) - 1},
    {"js/views/mails/enhanced-code.js", file73, sizeof(file73) - 1},
    {"js/views/mails/mail-row.js", file74, sizeof(file74) - 1},
    {"js/views/mails/outcome.js", file75, sizeof(file75) - 1},
    {"js/views/map.js", file76, sizeof(file76) - 1},
    {"js/views/map/arrange.js", file77, sizeof(file77) - 1},
    {"js/views/map/graph.js", file78, sizeof(file78) - 1},
    {"js/views/map/layers.js", file79, sizeof(file79) - 1},
    {"js/views/map/layout.js", file80, sizeof(file80) - 1},
    {"js/views/map/map-edges.js", file81, sizeof(file81) - 1},
    {"js/views/map/map-node.js", file82, sizeof(file82) - 1},
    {"js/views/map/map-table.js", file83, sizeof(file83) - 1},
    {"js/views/map/node-panel.js", file84, sizeof(file84) - 1},
    {"js/views/map/words.js", file85, sizeof(file85) - 1},
    {"js/views/metrics.js", file86, sizeof(file86) - 1},
    {"js/views/metrics/buckets.js", file87, sizeof(file87) - 1},
    {"js/views/metrics/charts.js", file88, sizeof(file88) - 1},
    {"js/views/metrics/detail.js", file89, sizeof(file89) - 1},
    {"js/views/metrics/distribution-charts.js", file90, sizeof(file90) - 1},
    {"js/views/metrics/exemplars.js", file91, sizeof(file91) - 1},
    {"js/views/metrics/list.js", file92, sizeof(file92) - 1},
    {"js/views/metrics/points.js", file93, sizeof(file93) - 1},
    {"js/views/metrics/series-list.js", file94, sizeof(file94) - 1},
    {"js/views/metrics/unit.js", file95, sizeof(file95) - 1},
    {"js/views/metrics/value-chart.js", file96, sizeof(file96) - 1},
    {"js/views/routes.js", file97, sizeof(file97) - 1},
    {"js/views/routes/filters.js", file98, sizeof(file98) - 1},
    {"js/views/routes/rate.js", file99, sizeof(file99) - 1},
    {"js/views/routes/route-charts.js", file100, sizeof(file100) - 1},
    {"js/views/routes/route-row.js", file101, sizeof(file101) - 1},
    {"js/views/routes/table.js", file102, sizeof(file102) - 1},
    {"js/views/trace/axis.js", file103, sizeof(file103) - 1},
    {"js/views/trace/compare.js", file104, sizeof(file104) - 1},
    {"js/views/trace/divider.js", file105, sizeof(file105) - 1},
    {"js/views/trace/finder.js", file106, sizeof(file106) - 1},
    {"js/views/trace/findings.js", file107, sizeof(file107) - 1},
    {"js/views/trace/minimap.js", file108, sizeof(file108) - 1},
    {"js/views/trace/model.js", file109, sizeof(file109) - 1},
    {"js/views/trace/panel/attributes.js", file110, sizeof(file110) - 1},
    {"js/views/trace/panel/events.js", file111, sizeof(file111) - 1},
    {"js/views/trace/panel/panel.js", file112, sizeof(file112) - 1},
    {"js/views/trace/panel/sql.js", file113, sizeof(file113) - 1},
    {"js/views/trace/rows.js", file114, sizeof(file114) - 1},
    {"js/views/trace/trace.js", file115, sizeof(file115) - 1},
    {"js/views/traces.js", file116, sizeof(file116) - 1},
    {"style.css", file117, sizeof(file117) - 1},
};

size_t viewer_page_file_count(void) { return sizeof(files) / sizeof(files[0]); }

struct ViewerPageFile viewer_page_file(size_t index) { return files[index]; }
