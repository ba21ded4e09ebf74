#include "wire/mailbox.h"

#include "base/ensure.h"

namespace callmap {

Mailbox::Mailbox(std::function<void()> wake, std::size_t stream_queue_bytes)
    : stream_queue_bytes_(stream_queue_bytes), wake_(std::move(wake)) {}

bool Mailbox::post(Letter&& letter) {
  const bool own_turn =
      owner_.load(std::memory_order_relaxed) == std::this_thread::get_id() && in_turn_;
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  letters_.push_back(std::move(letter));
  if (own_turn) {
    posted_in_turn_ = true;
  } else if (!waking_) {
    waking_ = true;
    wake_();
  }
  return true;
}

void Mailbox::begin_turn() {
  owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  in_turn_ = true;
}

void Mailbox::take(std::vector<Letter>& letters) {
  ENSURE(letters.empty());
  posted_in_turn_ = false;
  const std::lock_guard lock(mutex_);
  letters.swap(letters_);
  waking_ = false;
}

std::vector<Letter> Mailbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_ = nullptr;
  return std::move(letters_);
}

}  // namespace callmap
