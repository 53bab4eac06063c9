/// Whether what runs now is the telemetry's own work: an export, or a message about it.
///
/// What is logged meanwhile is no record for the exporters. It would be exported as well, and the export would be logged again,
/// most of all while something is wrong. Other handlers get it as ever.
enum OwnActivity {
    @TaskLocal static var isCurrent = false
}
