#include "wire/event_stream.h"

#include "base/ensure.h"
#include "wire/mailbox.h"

namespace callmap {
namespace {

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

StreamBytes encode_event(std::string_view id, std::string_view event, std::string_view data) {
  ENSURE(!has_line_break(id) && !has_line_break(event), "id and event are single lines");
  std::string out;
  out.reserve(id.size() + event.size() + data.size() + 32);
  if (!id.empty()) out.append("id: ").append(id).push_back('\n');
  if (!event.empty()) out.append("event: ").append(event).push_back('\n');
  for (std::size_t at = 0;;) {
    const std::size_t end = data.find_first_of("\r\n", at);
    out.append("data: ").append(data.substr(at, end - at)).push_back('\n');
    if (end == std::string_view::npos) break;
    at = end + (data.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  out.push_back('\n');
  // Shared as the header says: one buffer for all readers.
  return std::make_shared<const std::string>(std::move(out));
}

void StreamState::finish() {
  open.store(false, std::memory_order_relaxed);
  const std::function<void()> closed = std::exchange(on_close, nullptr);
  if (closed) closed();
}

EventStream& EventStream::operator=(EventStream&& other) noexcept {
  if (this == &other) return *this;
  close();
  mailbox_ = std::move(other.mailbox_);
  state_ = std::move(other.state_);
  connection_ = other.connection_;
  return *this;
}

bool EventStream::send(const StreamBytes& event) {
  if (!open()) return false;
  const std::size_t before = state_->queued_bytes.fetch_add(event->size());
  if (before + event->size() <= state_->queued_bytes_max) {
    if (mailbox_->post({connection_, EventLetter{event}})) return true;
    state_->open.store(false, std::memory_order_relaxed);
    return false;
  }
  // Only the thread that turns `open` off tells the lane.
  if (state_->open.exchange(false)) (void)mailbox_->post({connection_, EndStreamLetter{true}});
  return false;
}

void EventStream::close() {
  if (state_ && state_->open.exchange(false)) {
    (void)mailbox_->post({connection_, EndStreamLetter{false}});
  }
}

}  // namespace callmap
