#include "desk/access_log.h"

#include "desk/stream_events.h"

namespace callmap {

void AccessLog::looked(const Caller& viewer, std::string_view what, const ContactId& contact,
                       Instant now) {
  if (!viewer.roles.has(Role::kAuditor)) return;
  const StreamId stream{StreamKind::kPerson, viewer.id.text + ".access"};
  std::string clear = to_json(PersonEvent(AuditorLooked{std::string(what), contact}));
  const std::lock_guard lock(mutex_);
  // After a failed commit nobody knows where the streams end: they are asked again.
  if (failed_.exchange(false)) versions_.clear();
  auto at = versions_.find(stream.id);
  if (at == versions_.end()) {
    const auto records = store_->read(stream);
    if (!records) return;
    at = versions_.emplace(stream.id, records->size()).first;
  }
  Commit commit;
  commit.appends.push_back({stream, at->second++, {{now, std::move(clear), {}}}});
  store_->commit(std::move(commit), [this](const Result<Committed>& committed) {
    if (!committed) failed_ = true;
  });
}

}  // namespace callmap
