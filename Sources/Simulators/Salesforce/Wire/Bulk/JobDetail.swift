/// How much is told of a bulk job: by what changes it, in the list of all jobs, where it is looked up itself.
enum JobDetail {
    case brief, listed, whole
}
